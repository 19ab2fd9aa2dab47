using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Records.Privacy;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Records;

/// <summary>Stores what instances read and receive: records, faults and the cursor that is valid after them, in one transaction.</summary>
public sealed class RawWriter(IEventLog log, RecordPrivacy privacy)
{
    internal const string CursorStore = "cursors";

    /// <summary>Stores a page. When this returns, the page is durable and will not be asked for again.</summary>
    /// <param name="page">What is stored together.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>How many records were new.</returns>
    public async Task<int> StoreAsync(PageToStore page, CancellationToken cancellationToken)
    {
        using var storing = privacy.Begin();
        await using var transaction = await log.BeginAsync($"{page.Instance}.{page.Stream}", cancellationToken).ConfigureAwait(false);
        var stored = 0;
        foreach (var record in page.Records)
        {
            stored += await AppendChangedAsync(transaction, privacy.Clean(record).Hashed(), page.ScanStartedAt, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        foreach (var fault in page.Faults)
        {
            HubMetrics.DeadLetter(fault.Instance, fault.Stage);
            AppendFault(transaction, fault);
        }

        if (page.Cursor is { } cursor)
        {
            transaction.PutState(CursorStore, cursor.Key, cursor.Value is null ? null : StateJson.Write(cursor.Value, RuntimeJson.Default.Cursor));
        }

        page.Also?.Invoke(transaction);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        HubMetrics.PageStored(page.Instance, page.Stream, page.Records.Count, stored);
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

    /// <summary>Appends a record that was received, whatever is known of it.</summary>
    internal void AppendReceived(ILogTransaction transaction, RawRecord record) => Append(transaction, privacy.Clean(record).Hashed());

    /// <summary>Begins to store what is received, before its transaction; disposed after it.</summary>
    internal IDisposable Begin() => privacy.Begin();

    /// <summary>Appends what could not be read as a record.</summary>
    internal void AppendFault(ILogTransaction transaction, DeadLetter fault) => transaction.Append(DeadLetterLog.Entry(privacy.Clean(fault)));

    private static void Append(ILogTransaction transaction, RawRecord record) => Append(transaction, record, RawIndexEntry.Key(record), RawIndexEntry.Of(record));

    private static void Append(ILogTransaction transaction, RawRecord record, string key, RawIndexEntry entry)
    {
        transaction.PutState(RawIndexEntry.Store, key, entry.Write(), record.Record.Id);
        transaction.Append(record.ToEntry());
    }

    // What is unchanged is not stored again; a scan notes that it was seen, as does any read while one is under way.
    private static async ValueTask<bool> AppendChangedAsync(ILogTransaction transaction, RawRecord record, DateTimeOffset? scanStartedAt, CancellationToken cancellationToken)
    {
        var key = RawIndexEntry.Key(record);
        var entry = RawIndexEntry.Of(record);
        var stored = await transaction.GetStateAsync(RawIndexEntry.Store, key, cancellationToken).ConfigureAwait(false);
        var known = stored is { } bytes ? RawIndexEntry.Read(bytes.Span) : null;
        if (record.Origin != RecordOrigin.Fetch && known?.Says(record, entry) == true)
        {
            if (scanStartedAt > known.SeenAt || known.Container != entry.Container)
            {
                transaction.PutState(RawIndexEntry.Store, key, entry.Write(), record.Record.Id);
            }

            return false;
        }

        Append(transaction, record, key, entry);
        return true;
    }
}

/// <summary>What a read stores in one transaction.</summary>
/// <param name="Instance">Id of the instance.</param>
/// <param name="Stream">Id of the stream.</param>
public sealed record PageToStore(string Instance, string Stream)
{
    /// <summary>The records; those whose content is stored already are left out.</summary>
    public IReadOnlyList<RawRecord> Records { get; init; } = [];

    /// <summary>Records that the connector could not read.</summary>
    public IReadOnlyList<DeadLetter> Faults { get; init; } = [];

    /// <summary>Where the read goes on; null leaves the stored one.</summary>
    public StoredCursor? Cursor { get; init; }

    /// <summary>When the full scan that is under way for the stream began; null when none is.</summary>
    public DateTimeOffset? ScanStartedAt { get; init; }

    /// <summary>What else belongs to the transaction.</summary>
    public Action<ILogTransaction>? Also { get; init; }
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
