namespace Plutora.Integration.Jsonata.Parsing;

/// <summary>Builds paths out of steps.</summary>
internal static class Paths
{
    public static PathNode Join(Node left, Node right, int position)
    {
        var (first, second) = (Of(left, position), Of(right, position));
        return new([.. first.Steps, .. second.Steps.Select(AsStep)], first.KeepArray || second.KeepArray, position);
    }

    public static PathNode Filter(Node left, Node predicate, int position) => ChangeLast(Of(left, position), s => s with { Predicates = [.. s.Predicates, predicate] });

    public static PathNode Keep(Node left, int position) => Of(left, position) with { KeepArray = true };

    public static PathNode Sort(Node left, IReadOnlyList<SortTerm> terms, int position) => ChangeLast(Of(left, position), s => s with { Sort = terms });

    private static PathNode Of(Node node, int position) => node as PathNode ?? new([new(node, [], [])], false, position);

    // A quoted string that stands as a step names a member.
    private static Step AsStep(Step step) => step.Node is Literal { Value.Kind: JsonataKind.String } text ? step with { Node = new Name(text.Value.AsString(), text.Position) } : step;

    private static PathNode ChangeLast(PathNode path, Func<Step, Step> change) => path with { Steps = [.. path.Steps.Take(path.Steps.Count - 1), change(path.Steps[^1])] };
}
