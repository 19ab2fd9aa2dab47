using Plutora.Integration.EventLog.Embedded.Storage;

namespace Plutora.Integration.EventLog.Embedded.Reading;

/// <summary>Reads a state store in pages, so that a scan of any size holds neither much memory nor a snapshot that would keep the WAL from being reused.</summary>
internal static class StatePage
{
    private const int MaxEntries = 256;
    private const long MaxBytes = 1024 * 1024;

    public static List<StateEntry> Read(Database database, string store, string prefix, string? afterKey)
    {
        var page = new List<StateEntry>();
        long bytes = 0;
        using var rows = (afterKey is null
            ? database.Prepare("SELECT key, value, partition_key FROM state WHERE store = ? AND key >= ? ORDER BY key").Bind().Add(store).Add(prefix)
            : database.Prepare("SELECT key, value, partition_key FROM state WHERE store = ? AND key >= ? AND key > ? ORDER BY key").Bind().Add(store).Add(prefix).Add(afterKey));
        while (page.Count < MaxEntries && bytes < MaxBytes && rows.Step())
        {
            var key = rows.Text(0);
            if (!key.StartsWith(prefix, StringComparison.Ordinal)) break;
            page.Add(new(key, rows.Blob(1), rows.TextOrNull(2)));
            bytes += rows.Size(1);
        }

        return page;
    }
}
