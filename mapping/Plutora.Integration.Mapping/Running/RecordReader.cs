using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Compilation;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Makes the reader of a mapping's records: it reads what the mapping's expressions look at, in one pass.</summary>
internal static class RecordReader
{
    public static JsonataReader For(IReadOnlyList<EntityPlan> entities, IReadOnlyList<LinkPlan> links)
    {
        var builder = new JsonataReaderBuilder(MappingFunctions.Record);
        foreach (var entity in entities)
        {
            var place = entity.Each is null ? builder.Document : builder.AddSource(entity.Each.Expression);
            foreach (var expression in ExpressionsOf(entity))
            {
                builder.Add(expression.Expression, place);
            }
        }

        foreach (var expression in links.SelectMany(link => (CompiledExpression?[])[link.From, link.To]).OfType<CompiledExpression>())
        {
            builder.Add(expression.Expression);
        }

        return builder.Build();
    }

    private static IEnumerable<CompiledExpression> ExpressionsOf(EntityPlan entity) =>
    [
        .. (IEnumerable<CompiledExpression>)(entity.When is null ? [entity.Key] : [entity.When, entity.Key]),
        .. entity.Aliases.SelectMany(alias => (CompiledExpression?[])[alias.Alias, alias.Scope]).OfType<CompiledExpression>(),
        .. entity.Fields.SelectMany(field => field.Value.Expressions),
    ];
}
