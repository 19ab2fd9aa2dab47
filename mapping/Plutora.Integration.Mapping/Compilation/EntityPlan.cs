using System.Text.Json;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>How one entity is made, compiled.</summary>
internal sealed record EntityPlan(
    string Entity,
    EntityRole Role,
    CompiledExpression? Each,
    CompiledExpression? When,
    CompiledExpression Key,
    CompiledExpression? Deleted,
    AliasPlan[] Aliases,
    FieldPlan[] Fields)
{
    /// <summary>The same with its fields in the ordinal order of their names, in which they are written.</summary>
    public EntityPlan Ordered() => this with { Fields = [.. Fields.OrderBy(field => field.Field.Name, StringComparer.Ordinal)] };
}

/// <summary>What an entity is to the record.</summary>
internal enum EntityRole
{
    /// <summary>The one that the record is about.</summary>
    About,

    /// <summary>A further one that it is about.</summary>
    Output,

    /// <summary>One that it only names.</summary>
    Mention,
}

/// <summary>One alias expression; <paramref name="FixedScope"/> is the scope when it needs no expression.</summary>
internal sealed record AliasPlan(CompiledExpression Alias, CompiledExpression? Scope, string? FixedScope);

/// <summary>One link expression.</summary>
internal sealed record LinkPlan(string Relation, CompiledExpression? When, CompiledExpression? From, CompiledExpression To);

/// <summary>One field of an entity: its descriptor and where its value comes from.</summary>
internal sealed record FieldPlan(FieldDescriptor Field, JsonEncodedText Name, ValuePlan Value);

/// <summary>Where a value comes from: an expression, or members each with a plan of its own.</summary>
internal abstract record ValuePlan
{
    /// <summary>The expressions that it comes from.</summary>
    public abstract IEnumerable<CompiledExpression> Expressions { get; }

    /// <summary>The value; undefined when there is none, or when none of the members has one.</summary>
    public abstract JsonataValue Evaluate(JsonataInput input, JsonataBindings bindings, CancellationToken cancellationToken);

    /// <summary>Why the value cannot be used, told at the first expression that it comes from.</summary>
    public abstract MappingException Failure(string reason, Exception cause);
}

/// <summary>A value from one expression.</summary>
internal sealed record ExpressionPlan(CompiledExpression Expression) : ValuePlan
{
    public override IEnumerable<CompiledExpression> Expressions => [Expression];

    public override JsonataValue Evaluate(JsonataInput input, JsonataBindings bindings, CancellationToken cancellationToken)
        => Expression.Evaluate(input, bindings, cancellationToken);

    public override MappingException Failure(string reason, Exception cause) => Expression.Failure(reason, cause);
}

/// <summary>An object from a nested map.</summary>
internal sealed record MembersPlan(IReadOnlyList<KeyValuePair<string, ValuePlan>> Members) : ValuePlan
{
    public override IEnumerable<CompiledExpression> Expressions => Members.SelectMany(member => member.Value.Expressions);

    public override JsonataValue Evaluate(JsonataInput input, JsonataBindings bindings, CancellationToken cancellationToken)
    {
        var values = new List<KeyValuePair<string, JsonataValue>>(Members.Count);
        foreach (var (name, plan) in Members)
        {
            var value = plan.Evaluate(input, bindings, cancellationToken);
            if (!value.IsUndefined)
            {
                values.Add(new(name, value));
            }
        }

        return values.Count == 0 ? default : JsonataValue.From(values);
    }

    public override MappingException Failure(string reason, Exception cause) => Members[0].Value.Failure(reason, cause);
}

/// <summary>A function of the document's own, bound as a variable for every expression.</summary>
internal sealed record FunctionPlan(string Name, CompiledExpression Body);
