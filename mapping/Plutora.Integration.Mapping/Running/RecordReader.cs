using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Compilation;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Makes the reader of a mapping's records: it reads what the mapping's expressions look at, in one pass.</summary>
internal static class RecordReader
{
    public static JsonataReader For(IReadOnlyList<FunctionPlan> functions, CompiledExpression? when, IReadOnlyList<EntityPlan> entities, IReadOnlyList<LinkPlan> links)
    {
        var builder = new JsonataReaderBuilder(MappingFunctions.Record);
        foreach (var function in functions)
        {
            builder.Add(function.Body.Expression);
        }

        if (when is not null)
        {
            builder.Add(when.Expression);
        }

        foreach (var entity in entities)
        {
            var place = entity.Each is null ? builder.Document : builder.AddSource(entity.Each.Expression);
            foreach (var expression in ExpressionsOf(entity))
            {
                builder.Add(expression.Expression, place);
            }
        }

        foreach (var expression in links.SelectMany(ExpressionsOf))
        {
            builder.Add(expression.Expression);
        }

        return builder.Build();
    }

    /// <summary>All expressions of a mapping.</summary>
    public static IEnumerable<CompiledExpression> Expressions(IEnumerable<FunctionPlan> functions, CompiledExpression? when, IEnumerable<EntityPlan> entities, IEnumerable<LinkPlan> links) =>
    [
        .. functions.Select(function => function.Body),
        .. ((CompiledExpression?[])[when, .. entities.Select(entity => entity.Each)]).OfType<CompiledExpression>(),
        .. entities.SelectMany(ExpressionsOf),
        .. links.SelectMany(ExpressionsOf),
    ];

    /// <summary>What a link evaluates over the record.</summary>
    public static IEnumerable<CompiledExpression> ExpressionsOf(LinkPlan link) => ((CompiledExpression?[])[link.When, link.From, link.To]).OfType<CompiledExpression>();

    /// <summary>What an entity evaluates over the record, or over each item.</summary>
    public static IEnumerable<CompiledExpression> ExpressionsOf(EntityPlan entity) =>
    [
        .. ((CompiledExpression?[])[entity.When, entity.Key, entity.Deleted]).OfType<CompiledExpression>(),
        .. entity.Aliases.SelectMany(alias => (CompiledExpression?[])[alias.Alias, alias.Scope]).OfType<CompiledExpression>(),
        .. entity.Fields.SelectMany(field => field.Value.Expressions),
    ];
}
