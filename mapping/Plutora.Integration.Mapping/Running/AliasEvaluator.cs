using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Compilation;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Evaluates the aliases of an entity.</summary>
internal static class AliasEvaluator
{
    public static IReadOnlyList<MappedAlias> Evaluate(
        EntityPlan plan, JsonataInput item, JsonataBindings bindings, MapRun run, CancellationToken cancellationToken)
    {
        if (plan.Aliases.Length == 0)
        {
            return [];
        }

        var aliases = new List<MappedAlias>(plan.Aliases.Length);
        foreach (var rule in plan.Aliases)
        {
            var values = rule.Alias.Evaluate(item, bindings, cancellationToken);
            var scope = rule.FixedScope ?? ScopeOf(rule.Scope, item, bindings, cancellationToken);
            foreach (var value in Values.Each(values))
            {
                var alias = new MappedAlias(AliasOf(rule.Alias, value, plan.Entity, run), scope);
                if (alias.Alias.Length > 0 && !aliases.Contains(alias))
                {
                    aliases.Add(alias);
                }
            }
        }

        return aliases;
    }

    private static string AliasOf(CompiledExpression expression, JsonataValue value, string entity, MapRun run)
        => value.Kind is JsonataKind.String or JsonataKind.Number
            ? People.AliasOf(entity, Values.Text(value), run.Context)
            : throw expression.Failure($"an alias must be a text, and the record gives {Found.Describe(value)}");

    private static string? ScopeOf(CompiledExpression? scope, JsonataInput item, JsonataBindings bindings, CancellationToken cancellationToken)
    {
        var value = scope?.Evaluate(item, bindings, cancellationToken) ?? default;
        return value.Kind switch
        {
            JsonataKind.Undefined or JsonataKind.Null => null,
            JsonataKind.String => value.AsString(),
            _ => throw scope!.Failure($"a scope must be a text, and the record gives {Found.Describe(value)}"),
        };
    }
}
