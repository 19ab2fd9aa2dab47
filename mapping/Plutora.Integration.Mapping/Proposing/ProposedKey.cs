using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Proposing;

/// <summary>A guess what identifies a record, and where in an envelope the record is.</summary>
/// <param name="Place">The place of the key.</param>
/// <param name="Home">The object that is the record, by the names that lead to it; none for the whole.</param>
internal sealed record ProposedKey(ShapeLeaf Place, IReadOnlyList<string> Home)
{
    // Of those nearest to the top: each is weighed by all that it holds.
    private const int MostHomes = 24;

    /// <summary>The guess; null where no member is a text or number that every record has.</summary>
    /// <param name="type">The entity that the records are to become.</param>
    /// <param name="places">What the records hold.</param>
    /// <param name="records">How many they are.</param>
    public static ProposedKey? Of(EntityDescriptor type, IReadOnlyList<ShapeLeaf> places, int records)
    {
        var candidates = places.Where(place => place is { InList: false, Node: { List: false, Objects: 0, Booleans: 0 } } && place.Node.Texts + place.Node.Numbers == records).ToList();
        // An event has an id of its own, and names people and projects with theirs: what it tells of is the object with the most that the entity wants.
        return candidates
            .Select(place => (Place: place, Rank: Rank(place, type), Home: HomeOf(place)))
            .Where(each => each.Rank is not null && IsUnique(each.Place, records))
            .GroupBy(each => string.Join('\n', each.Home), StringComparer.Ordinal)
            .Take(MostHomes)
            .Select(home => home.MinBy(each => each.Rank))
            .OrderBy(each => each.Rank == 0 ? 0 : 1)
            .ThenByDescending(each => Wanted(type, places, each.Home))
            .ThenBy(each => each.Place.Path.Count)
            .ThenBy(each => each.Rank)
            .Select(each => new ProposedKey(each.Place, each.Home))
            .FirstOrDefault()
            ?? (candidates.FirstOrDefault(place => place.Path.Count == 1) is { } any ? new(any, Richest(type, places)) : null);
    }

    // A key may itself be an object with its value.
    private static IReadOnlyList<string> HomeOf(ShapeLeaf key) => [.. key.Path.Take(key.Path.Count - (key.Path is [_, "value"] ? 2 : 1))];

    // 0 for what is named after the entity, such as pullRequestId.
    private static int? Rank(ShapeLeaf place, EntityDescriptor type) =>
        FieldNames.Rank(place.Path is [var outer, "value"] ? outer : place.Path[^1], [type.Name + "Id", .. FieldNames.Keys]);

    private static bool IsUnique(ShapeLeaf place, int records) => place.Node.ManyValues || place.Node.Values.Count >= Math.Min(records, 64) * 9 / 10;

    private static IReadOnlyList<string> Richest(EntityDescriptor type, IReadOnlyList<ShapeLeaf> places) =>
        places.Where(place => place is { InList: false, Node: { List: false, Objects: > 0 } }).Select(place => place.Path).Prepend([]).Take(MostHomes).MaxBy(home => Wanted(type, places, home))!;

    private static int Wanted(EntityDescriptor type, IReadOnlyList<ShapeLeaf> places, IReadOnlyList<string> home) =>
        FieldProposal.All(type, [.. places.Where(place => place.IsWithin(home))], home).Count;
}
