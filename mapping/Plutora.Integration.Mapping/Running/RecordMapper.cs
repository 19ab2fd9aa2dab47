using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Maps one record: runs the plans and gathers what they yield. Used once.</summary>
internal sealed class RecordMapper(MappingRecord record, JsonataInput input, MapRun run, CancellationToken cancellationToken)
{
    private const int SecretLength = 32;

    private readonly ResultBuffer _buffer = ResultBuffer.Begin();

    public static void Check(MappingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!Names.IsValidId(context.Instance))
        {
            throw new ArgumentException($"'{context.Instance}' is no instance id: it must match {Names.Pattern}.", nameof(context));
        }

        if (context.PersonSecret.Length != SecretLength)
        {
            throw new ArgumentException($"The person secret has {context.PersonSecret.Length} bytes; it must have {SecretLength}.", nameof(context));
        }
    }

    public MappingResult Map(FunctionPlan[] functions, CompiledExpression? when, EntityPlan[] entities, LinkPlan[] links, bool namesTime)
    {
        try
        {
            return Run(functions, when, entities, links, namesTime);
        }
        finally
        {
            _buffer.GiveBack();
        }
    }

    private MappingResult Run(FunctionPlan[] functions, CompiledExpression? when, EntityPlan[] entities, LinkPlan[] links, bool namesTime)
    {
        var bindings = Bindings(namesTime);
        foreach (var function in functions)
        {
            bindings.Set(function.Name, function.Body.Evaluate(JsonataInput.From(default(JsonataValue)), bindings, cancellationToken));
        }

        if (!Holds(when, input, bindings))
        {
            return MappingResult.Nothing;
        }

        EntityId? about = null;
        foreach (var plan in entities)
        {
            if (plan.Role == EntityRole.About)
            {
                var id = RequiredId(plan, input, bindings);
                about = id;
                Add(plan, id, input, bindings);
            }
            else
            {
                AddEach(plan, bindings);
            }
        }

        foreach (var link in links)
        {
            if (Holds(link.When, input, bindings))
            {
                AddLinks(link, about, bindings);
            }
        }

        return _buffer.Complete(run.Unmapped);
    }

    private JsonataBindings Bindings(bool namesTime)
    {
        var bindings = new JsonataBindings { State = run };
        bindings.Set(MappingFunctions.Instance, JsonataValue.From(run.Context.Instance));
        bindings.Set(MappingFunctions.Record, input.Value);
        return namesTime ? bindings.Set(MappingFunctions.Time, record.Time is { } time ? JsonataValue.From(InstantText.Format(time)) : default) : bindings;
    }

    private void AddEach(EntityPlan plan, JsonataBindings bindings)
    {
        if (plan.Each is null)
        {
            AddItem(plan, input, bindings);
            return;
        }

        var items = plan.Each.Evaluate(input, bindings, cancellationToken);
        foreach (var item in Values.Each(items))
        {
            AddItem(plan, JsonataInput.From(item), bindings);
        }
    }

    /// <summary>Adds an output or a mention. A mention without a key is none, and of several with one id the first counts.</summary>
    private void AddItem(EntityPlan plan, JsonataInput item, JsonataBindings bindings)
    {
        if (Holds(plan.When, item, bindings)
            && (plan.Role == EntityRole.Output ? RequiredId(plan, item, bindings) : Id(plan, item, bindings)) is { } id && !_buffer.Has(id))
        {
            Add(plan, id, item, bindings);
        }
    }

    private void Add(EntityPlan plan, EntityId id, JsonataInput item, JsonataBindings bindings)
    {
        if (plan.Deleted is not null && Holds(plan.Deleted, item, bindings))
        {
            _buffer.BeginEntity();
            _buffer.EndEntity(id, plan, [], deleted: true);
            return;
        }

        var aliases = AliasEvaluator.Evaluate(plan, item, bindings, run, cancellationToken);
        _buffer.BeginEntity();
        foreach (var field in plan.Fields)
        {
            var value = field.Value.Evaluate(item, bindings, cancellationToken);
            if (value.IsUndefined && record.Partial)
            {
                continue;
            }

            try
            {
                var at = _buffer.BeginField(field.Name);
                ValueWriter.Write(_buffer.Writer, field.Field, value, run.Path.At(field.Field.Name), run);
                _buffer.EndField(field.Field.Name, at);
            }
            catch (FunctionFault fault)
            {
                throw field.Value.Failure(fault.Message, fault);
            }
        }

        _buffer.EndEntity(id, plan, aliases);
    }

    private void AddLinks(LinkPlan link, EntityId? about, JsonataBindings bindings)
    {
        var targets = link.To.Evaluate(input, bindings, cancellationToken);
        var origins = link.From is not null ? link.From.Evaluate(input, bindings, cancellationToken) : Values.IsNothing(targets) ? default : References.ById(about!.Value.ToString());
        foreach (var from in Values.Each(origins))
        {
            foreach (var to in Values.Each(targets))
            {
                _buffer.AddLink(link, from, to, run);
            }
        }
    }

    private bool Holds(CompiledExpression? when, JsonataInput item, JsonataBindings bindings)
    {
        if (when is null)
        {
            return true;
        }

        var value = when.Evaluate(item, bindings, cancellationToken);
        return value.Kind switch
        {
            JsonataKind.Boolean => value.AsBoolean(),
            JsonataKind.Undefined or JsonataKind.Null => false,
            _ => throw when.Failure($"a condition must yield true or false, and the record gives {Found.Describe(value)}; wrap it in $exists(…) or $boolean(…)"),
        };
    }

    private EntityId RequiredId(EntityPlan plan, JsonataInput item, JsonataBindings bindings) => Id(plan, item, bindings)
        ?? throw plan.Key.Failure("the key yields nothing, and an entity cannot be without one; name a member that every record has, or keep such records out with 'when'");

    private EntityId? Id(EntityPlan plan, JsonataInput item, JsonataBindings bindings)
    {
        var value = plan.Key.Evaluate(item, bindings, cancellationToken);
        if (Values.IsNothing(value))
        {
            return null;
        }

        if (value.Kind is not (JsonataKind.String or JsonataKind.Number))
        {
            throw plan.Key.Failure($"a key must be a text or a number, and the record gives {Found.Describe(value)}");
        }

        try
        {
            return References.IdOf(run.Context.Instance, plan.Entity, Values.Text(value));
        }
        catch (Exception invalid) when (invalid is FunctionFault or ArgumentException)
        {
            throw plan.Key.Failure(invalid.Message, invalid);
        }
    }
}
