using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Documents;

namespace Plutora.Integration.Mapping;

/// <summary>What overlays hold, and how a value is placed in one.</summary>
public static class MappingOverlay
{
    /// <summary>Puts an entry into a table of an overlay, and leaves all else as it is written, comments too.</summary>
    /// <param name="overlay">The overlay's YAML; null for a new one.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="value">The tool's value.</param>
    /// <param name="target">What it becomes.</param>
    /// <exception cref="FormatException">The overlay is no map, so that nothing can be put into it.</exception>
    public static string Place(string? overlay, string table, string value, string target) => OverlayEditor.Place(overlay, table, value, target);

    /// <summary>What two documents differ in once their overlays are laid over them, by member, such as <c>set.title</c> or <c>tables.state.Open</c>.</summary>
    /// <param name="before">A document's YAML.</param>
    /// <param name="overlayBefore">Its overlay, or null.</param>
    /// <param name="after">The other document's YAML.</param>
    /// <param name="overlayAfter">Its overlay, or null.</param>
    public static IReadOnlyList<MappingChange> Diff(string before, string? overlayBefore, string after, string? overlayAfter)
    {
        var (had, has) = (Flat(before, overlayBefore), Flat(after, overlayAfter));
        return
        [
            .. had.Keys.Union(has.Keys).Order(StringComparer.Ordinal)
                .Select(member => new MappingChange(member, had.GetValueOrDefault(member), has.GetValueOrDefault(member)))
                .Where(change => change.Before != change.After),
        ];
    }

    /// <summary>Where an upgraded base changed what the overlay has an opinion on: the overlay still wins, and somebody should look whether it should.</summary>
    /// <param name="before">The base document that the overlay was written for.</param>
    /// <param name="after">The base document now.</param>
    /// <param name="overlay">The overlay.</param>
    public static IReadOnlyList<MappingConflict> Conflicts(string before, string after, string overlay)
    {
        var said = DocumentFlat.Of(Read(overlay, overlay: true));
        return
        [
            .. Diff(before, null, after, null).Where(change => said.ContainsKey(change.Member) && said[change.Member] != change.After)
                .Select(change => new MappingConflict(change.Member, change.Before, change.After, said[change.Member])),
        ];
    }

    private static Dictionary<string, string> Flat(string yaml, string? overlay)
    {
        var document = Read(yaml, overlay: false);
        var over = overlay is null ? null : Read(overlay, overlay: true);
        return DocumentFlat.Of(document is null || over is null ? document : Documents.Overlay.Merge(document, over, new FaultList()));
    }

    private static MappingDocument? Read(string yaml, bool overlay) => DocumentReader.Read("", yaml, overlay, new FaultList());
}

/// <summary>One member in which two documents differ.</summary>
/// <param name="Member">The member, such as <c>set.title</c>, <c>tables.state.Open</c> or <c>links[0].to</c>.</param>
/// <param name="Before">What it said; null where it was not there.</param>
/// <param name="After">What it says; null where it is not there.</param>
public sealed record MappingChange(string Member, string? Before, string? After);

/// <summary>A member that an upgraded base changed and an overlay sets.</summary>
/// <param name="Member">The member, such as <c>set.title</c>.</param>
/// <param name="Before">What the base said when the overlay was written; null where it did not have the member.</param>
/// <param name="After">What the base says now; null where it no longer has it.</param>
/// <param name="Overlay">What the overlay says, which holds.</param>
public sealed record MappingConflict(string Member, string? Before, string? After, string Overlay)
{
    /// <summary>The conflict as one sentence.</summary>
    public override string ToString() =>
        $"{Member}: the base {(Before is null ? "did not have it" : $"said {Before}")} and now {(After is null ? "no longer has it" : $"says {After}")}; the overlay says {Overlay}, which holds.";
}
