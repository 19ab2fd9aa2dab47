using Plutora.Integration.Mapping.Shapes;

namespace Plutora.Integration.Mapping.Proposing;

/// <summary>A place in the shape of records, with its path.</summary>
/// <param name="Path">The names that lead to it.</param>
/// <param name="Node">What records hold there.</param>
/// <param name="InList">Whether a list of objects lies on the way.</param>
/// <param name="Things">Of the objects on the way, the innermost first, whether each is a thing of its own.</param>
internal sealed record ShapeLeaf(IReadOnlyList<string> Path, ShapeNode Node, bool InList, IReadOnlyList<bool> Things)
{
    /// <summary>The least score that is a guess at all.</summary>
    public const int Least = 30;

    // A level costs as much as two names that say less: what an object within says is likely to be of that object.
    private const int PerName = 10, PerLevel = 22, WithinThing = 60, OutsideHome = 40;

    /// <summary>The path as JSONata.</summary>
    public string Text { get; } = RecordShape.Text(Path);

    /// <summary>All places below a shape, in the order of their first appearance, the higher levels first.</summary>
    public static IReadOnlyList<ShapeLeaf> All(RecordShape shape)
    {
        var leaves = new List<ShapeLeaf>();
        var next = new Queue<ShapeLeaf>([new ShapeLeaf([], shape.Root, false, [])]);
        while (next.TryDequeue(out var place))
        {
            if (place.Path.Count > 0)
            {
                leaves.Add(place);
            }

            IReadOnlyList<bool> things = place.Path.Count == 0 ? [] : [Array.Exists(FieldNames.Things, place.Node.Members.ContainsKey), .. place.Things];
            foreach (var (name, node) in place.Node.Open ? [] : place.Node.Members)
            {
                next.Enqueue(new ShapeLeaf([.. place.Path, name], node, place.InList || place.Node.List, things));
            }
        }

        return leaves;
    }

    /// <summary>Whether it lies in an object or in what that holds.</summary>
    public bool IsWithin(IReadOnlyList<string> home) => Path.Count > home.Count && Path.Take(home.Count).SequenceEqual(home, StringComparer.Ordinal);

    /// <summary>How well the place's name fits, the higher the better; null where it does not.</summary>
    /// <param name="names">What tools call the field.</param>
    /// <param name="home">The object that is the record: the whole, or what an envelope has within.</param>
    public int? Score(IReadOnlyList<string> names, IReadOnlyList<string> home)
    {
        var (level, things, away) = IsWithin(home) ? (Path.Count - home.Count, Things.Take(Path.Count - home.Count - 1), 0) : (Path.Count, Things, OutsideHome);
        var own = FieldNames.Rank(Path[^1], names);
        var outer = level > 1 && FieldNames.Inner.Contains(Path[^1]) ? FieldNames.Rank(Path[^2], names) : null;
        var inner = Array.IndexOf(FieldNames.Inner, Path[^1]);
        return own is { } rank ? 100 - (PerName * rank) - (PerLevel * (level - 1)) - away - (WithinThing * things.Count(thing => thing))
            : outer is { } around ? 98 - (PerName * around) - (PerLevel * (level - 2)) - inner - away - (WithinThing * things.Skip(1).Count(thing => thing))
            : null;
    }
}
