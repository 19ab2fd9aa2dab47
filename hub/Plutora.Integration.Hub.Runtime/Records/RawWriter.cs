using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Records;

/// <summary>Stores what instances read and receive: records, faults and the cursor that is valid after them, in one transaction.</summary>
public sealed class RawWriter(IEventLog log)
{
    internal const string CursorStore = "cursors";

    /// <summary>Stores a page. When this returns, the page is durable and will not be asked for again.</summary>
    /// <param name="producer">Who writes; a newer writer of the same name fences an older one.</param>
    /// <param name="records">The records; those whose content is stored already are left out.</param>
    /// <param name="faults">Records that the connector could not read.</param>
    /// <param name="cursor">Where the read goes on; null leaves the stored one.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>How many records were new.</returns>
    public async Task<int> StoreAsync(
        string producer, IReadOnlyList<RawRecord> records, IReadOnlyList<DeadLetter> faults, StoredCursor? cursor, CancellationToken cancellationToken)
    {
        await using var transaction = await log.BeginAsync(producer, cancellationToken).ConfigureAwait(false);
        var stored = 0;
        foreach (var record in records)
        {
            var key = RawIndexEntry.Key(record);
            var entry = RawIndexEntry.Of(record);
            if (await transaction.GetStateAsync(RawIndexEntry.Store, key, cancellationToken).ConfigureAwait(false) is { } known && known.Span.SequenceEqual(entry))
            {
                continue;
            }

            transaction.PutState(RawIndexEntry.Store, key, entry, record.Record.Id);
            transaction.Append(record.ToEntry());
            stored++;
        }

        foreach (var fault in faults)
        {
            transaction.Append(DeadLetterLog.Entry(fault));
        }

        if (cursor is not null)
        {
            transaction.PutState(CursorStore, cursor.Key, cursor.Value is null ? null : StateJson.Write(cursor.Value, RuntimeJson.Default.Cursor));
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return stored;
    }

    /// <summary>The cursor of a stream in a mode, or null.</summary>
    public async Task<Cursor?> CursorAsync(string instance, string stream, ReadMode mode, CancellationToken cancellationToken)
    {
        var key = StoredCursor.KeyOf(instance, stream, mode);
        return await log.GetStateAsync(CursorStore, key, cancellationToken).ConfigureAwait(false) is { } stored
            ? StateJson.Read(stored, RuntimeJson.Default.Cursor, $"Cursor '{key}'")
            : null;
    }
}

/// <summary>A cursor under its key.</summary>
/// <param name="Key">Instance, stream and mode.</param>
/// <param name="Value">The cursor; null removes it.</param>
public sealed record StoredCursor(string Key, Cursor? Value)
{
    /// <summary>The cursor of a stream in a mode.</summary>
    public static StoredCursor Of(string instance, string stream, ReadMode mode, Cursor? value) => new(KeyOf(instance, stream, mode), value);

    internal static string KeyOf(string instance, string stream, ReadMode mode) => $"{instance}/{stream}/{mode}";
}
