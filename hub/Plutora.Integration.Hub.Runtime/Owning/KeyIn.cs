namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>A key within a store, an index or a topic.</summary>
/// <param name="Place">Its name.</param>
/// <param name="Key">The key.</param>
internal readonly record struct KeyIn(string Place, string Key)
{
    public bool Equals(KeyIn other) => Key == other.Key && Place == other.Place;

    // Few keys stand in more than one place, so its name is not worth hashing.
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}
