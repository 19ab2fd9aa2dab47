using Plutora.Integration.Mapping.Shapes;

namespace Plutora.Integration.Mapping.Proposing;

/// <summary>A place in the shape of records, with its path.</summary>
/// <param name="Path">The names that lead to it.</param>
/// <param name="Node">What records hold there.</param>
/// <param name="InList">Whether a list of objects lies on the way.</param>
internal sealed record ShapeLeaf(IReadOnlyList<string> Path, ShapeNode Node, bool InList)
{
    /// <summary>The path as JSONata.</summary>
    public string Text { get; } = RecordShape.Text(Path);

    /// <summary>All places below a shape, in the order of their first appearance, the higher levels first.</summary>
    public static IReadOnlyList<ShapeLeaf> All(RecordShape shape)
    {
        var leaves = new List<ShapeLeaf>();
        var next = new Queue<ShapeLeaf>([new ShapeLeaf([], shape.Root, false)]);
        while (next.TryDequeue(out var place))
        {
            if (place.Path.Count > 0)
            {
                leaves.Add(place);
            }

            foreach (var (name, node) in place.Node.Open ? [] : place.Node.Members)
            {
                next.Enqueue(new ShapeLeaf([.. place.Path, name], node, place.InList || place.Node.List));
            }
        }

        return leaves;
    }

    /// <summary>How well the place's name fits, the higher the better; null where it does not.</summary>
    public int? Score(IReadOnlyList<string> names)
    {
        var own = Rank(Path[^1], names);
        var outer = Path.Count > 1 && FieldNames.Inner.Contains(Path[^1]) ? Rank(Path[^2], names) : null;
        var inner = Array.IndexOf(FieldNames.Inner, Path[^1]);
        return own is { } rank ? 100 - (10 * rank) - (6 * (Path.Count - 1))
            : outer is { } around ? 98 - (10 * around) - (6 * (Path.Count - 2)) - inner
            : null;
    }

    private static int? Rank(string name, IReadOnlyList<string> names)
    {
        var folded = FieldNames.Fold(name);
        for (var index = 0; index < names.Count; index++)
        {
            if (FieldNames.Fold(names[index]) == folded)
            {
                return index;
            }
        }

        return null;
    }
}
