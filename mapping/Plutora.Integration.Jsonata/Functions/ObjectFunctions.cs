using Plutora.Integration.Jsonata.Evaluation;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions of objects and types.</summary>
internal static class ObjectFunctions
{
    public static (string Name, int Arity, Func<Arguments, JsonataValue> Body)[] All { get; } =
    [
        ("keys", 1, a => Sequences.Of([.. a.List(0).SelectMany(o => o.Members.Select(m => m.Key)).Distinct(StringComparer.Ordinal).Select(JsonataValue.From)])),
        ("lookup", 2, a => PathEvaluator.Member(a[0], a.Text(1))),
        ("merge", 1, a => a[0].IsUndefined ? default : JsonataValue.From(a.List(0).SelectMany(o => o.Members))),
        ("each", 2, a => Sequences.Of([.. a[0].Members.Select(m => a.Call(a.Function(1), m.Value, JsonataValue.From(m.Key), a[0])).Where(v => !v.IsUndefined)])),
        ("sift", 2, Sift),
        ("type", 1, a => a[0].IsUndefined ? default : JsonataValue.From(a[0].Kind.ToString().ToLowerInvariant())),
        ("error", 1, a => throw new JsonataException("D3137", 0, "error", a.Count > 0 ? a.Text(0) : "$error() function evaluated")),
        ("assert", 2, a => Truth.Of(a[0]) ? default : throw new JsonataException("D3141", 0, "assert", a.Count > 1 ? a.Text(1) : "$assert() statement failed")),
    ];

    private static JsonataValue Sift(Arguments a)
    {
        var kept = a[0].Members.Where(m => Truth.Of(a.Call(a.Function(1), m.Value, JsonataValue.From(m.Key), a[0]))).ToList();
        return kept.Count == 0 ? default : JsonataValue.From(kept);
    }
}
