using System.Text;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Hub.Runtime.Mappings;

/// <summary>Overlays that an administrator began and that are not active yet.</summary>
internal sealed class OverlayDrafts(IEventLog log)
{
    private const string Store = "hub.overlay-drafts";
    private const byte FormatVersion = 1;

    public async Task<string?> FindAsync(string instance, string stream, CancellationToken cancellationToken) =>
        await log.GetStateAsync(Store, Key(instance, stream), cancellationToken).ConfigureAwait(false) is { Length: > 0 } stored && stored.Span[0] == FormatVersion
            ? Encoding.UTF8.GetString(stored.Span[1..])
            : null;

    public static void Put(ILogTransaction transaction, string instance, string stream, string? overlay) =>
        transaction.PutState(Store, Key(instance, stream), overlay is null ? null : [FormatVersion, .. Encoding.UTF8.GetBytes(overlay)]);

    private static string Key(string instance, string stream) => $"{instance}/{stream}";
}
