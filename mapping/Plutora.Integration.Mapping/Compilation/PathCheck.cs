using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>Warns of paths that no sample record has, each once, at the first expression that looks at it.</summary>
internal sealed class PathCheck(RecordShape samples, FaultList faults)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public void Check(CompiledExpression? when, IEnumerable<EntityPlan> entities, IEnumerable<LinkPlan> links)
    {
        Look(when, each: null);
        foreach (var entity in entities)
        {
            Look(entity.Each, each: null);
            foreach (var expression in RecordReader.ExpressionsOf(entity))
            {
                Look(expression, entity.Each);
            }
        }

        foreach (var expression in links.SelectMany(RecordReader.ExpressionsOf))
        {
            Look(expression, each: null);
        }
    }

    private void Look(CompiledExpression? expression, CompiledExpression? each)
    {
        if (expression is null)
        {
            return;
        }

        var builder = new JsonataReaderBuilder(MappingFunctions.Record);
        builder.Add(expression.Expression, each is null ? null : builder.AddSource(each.Expression));
        foreach (var path in builder.Build().Paths)
        {
            if (samples.Missing(path) is { } length && _told.Add(RecordShape.Text(path.Take(length))))
            {
                var name = path[length - 1];
                var near = Nearest.Find(name, samples.NamesAt(path.Take(length - 1))) is { } known ? $"Did you mean '{known}'?" : "Check its spelling, or leave it where the tool sends it only at times.";
                faults.Warning(PlaceOf(expression.Scalar, name), $"No sample record has '{RecordShape.Text(path.Take(length))}', which '{expression.Member}' looks at. {near}");
            }
        }
    }

    private static Place PlaceOf(YamlScalar scalar, string name) =>
        ExpressionScan.NameAt(scalar.Value, name) is { } offset ? scalar.Span.PlaceOf(scalar.Value, offset) : scalar.Place;
}
