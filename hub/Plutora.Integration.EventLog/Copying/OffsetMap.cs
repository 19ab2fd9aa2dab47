namespace Plutora.Integration.EventLog.Copying;

/// <summary>Where the records of one topic stand in the copy.</summary>
public sealed class OffsetMap
{
    private readonly List<(long Old, long New)>[] _places;

    internal OffsetMap(string topic, int partitions) => (Topic, _places) = (topic, [.. Enumerable.Range(0, partitions).Select(_ => new List<(long, long)>())]);

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>Its partitions in the source.</summary>
    public int Partitions => _places.Length;

    /// <summary>The offset in the copy of the record that had this one, or -1 when it is not kept.</summary>
    public long Find(int partition, long offset)
    {
        var places = _places[partition];
        var at = places.BinarySearch((offset, 0), Comparer<(long Old, long New)>.Create((one, other) => one.Old.CompareTo(other.Old)));
        return at >= 0 ? places[at].New : -1;
    }

    /// <summary>The offset in the copy of the first record at or behind this one; null when there is none.</summary>
    internal long? FirstAt(int partition, long offset)
    {
        var places = _places[partition];
        var at = places.BinarySearch((offset, 0), Comparer<(long Old, long New)>.Create((one, other) => one.Old.CompareTo(other.Old)));
        at = at < 0 ? ~at : at;
        return at < places.Count ? places[at].New : null;
    }

    internal void Add(int partition, long offset, long copied) => _places[partition].Add((offset, copied));
}
