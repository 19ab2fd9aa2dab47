using System.Globalization;

namespace Plutora.Integration.Hub.Runtime.Scanning;

/// <summary>How much a scan may delete without being asked (rule 17 of state).</summary>
/// <param name="Percent">More than this share of a stream's records is held. 5 by default.</param>
/// <param name="Records">As long as there are more than this many. 10 by default.</param>
public sealed record ScanLimits(int Percent, int Records)
{
    /// <summary>Why deletions are held; null when they are not.</summary>
    /// <param name="missing">Records that the scan did not tell.</param>
    /// <param name="total">Records of the stream.</param>
    /// <param name="lost">Containers that an earlier scan read and this one did not.</param>
    public string? Refuse(int missing, int total, IReadOnlyList<string> lost) =>
        lost.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"The scan no longer sees {lost.Count} of the containers that it saw before ({string.Join(", ", lost.Take(5))}): they were removed, or access to them was lost.")
        : missing > Records && missing * 100L > (long)total * Percent ? string.Create(CultureInfo.InvariantCulture, $"The scan misses {missing} of {total} records, more than {Percent} %.")
        : null;
}
