using Plutora.Integration.Hub.Runtime.Merging;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>Keeps what the shapes of one partial record have in common: which there are, and the newest stamp.</summary>
internal static class Shapes
{
    /// <summary>The record as a whole after one of its shapes arrived.</summary>
    public static RecordState With(RecordState? parent, Arriving arriving)
    {
        if (parent is null)
        {
            return new() { Stamp = arriving.Stamp, Hash = "", Shapes = [arriving.Key], Era = arriving.Raw.Era, Offset = arriving.Offset };
        }

        var shapes = parent.Shapes.Contains(arriving.Key) ? parent.Shapes : [.. parent.Shapes, arriving.Key];
        if (arriving.Raw.Era != parent.Era)
        {
            return parent with { Shapes = shapes, Deleted = false, Stamp = arriving.Stamp, Era = arriving.Raw.Era };
        }

        var compared = VersionGuard.Compare(arriving.Stream, arriving.Stamp.Version, parent.Stamp.Version);
        var newer = compared > 0 || (compared == 0 && arriving.Stamp.OrderedAt > parent.Stamp.OrderedAt);
        return parent with { Shapes = shapes, Deleted = false, Stamp = newer || parent.Deleted ? arriving.Stamp : parent.Stamp };
    }
}
