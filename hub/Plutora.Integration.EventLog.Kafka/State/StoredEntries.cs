using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>What the files hold of one store, in order, up or down: the table of changes, and what was sorted of those keys that it does not know.</summary>
internal sealed class StoredEntries : IDisposable
{
    private readonly Statement rows;
    private readonly SortedCursor? sorted;
    private readonly int direction;
    private string? row;
    private string? beside;
    private bool isRow;
    private bool isSorted;

    private StoredEntries(Statement rows, SortedCursor? sorted, int direction)
    {
        (this.rows, this.sorted, this.direction) = (rows, sorted, direction);
        MoveRow();
        MoveSorted();
    }

    /// <summary>The key that it stands at.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The entry that it stands at.</summary>
    public StateEntry Entry() => isRow ? new(Key, rows.Blob(1), rows.TextOrNull(2)) : new(Key, sorted!.Value, sorted.Entry.PartitionKey);

    /// <summary>From a key on.</summary>
    public static StoredEntries From(StoredState state, string store, string key) => new(
        state.Changes.Prepare("SELECT key, value, partition_key FROM state WHERE store = ? AND key >= ? ORDER BY key").Bind().Add(store).Add(key),
        state.Sorted?.From(state.Changes, store, key),
        1);

    /// <summary>From a key down.</summary>
    public static StoredEntries DownFrom(StoredState state, string store, string key) => new(
        state.Changes.Prepare("SELECT key, value, partition_key FROM state WHERE store = ? AND key <= ? ORDER BY key DESC").Bind().Add(store).Add(key),
        state.Sorted?.DownFrom(state.Changes, store, key),
        -1);

    /// <summary>Goes to the first entry, then to the next; false at the end.</summary>
    public bool Next()
    {
        do
        {
            // What it stood at is left only now, since its value is read in place.
            if (isRow) MoveRow();
            if (isSorted) MoveSorted();
            var order = row is null ? 1 : beside is null ? -1 : direction * Utf8Order.Instance.Compare(row, beside);
            (isRow, isSorted) = (row is not null && order <= 0, beside is not null && order >= 0);
        }
        while (isRow && rows.IsNull(1));
        if (!isRow && !isSorted) return false;
        Key = isRow ? row! : beside!;
        return true;
    }

    public void Dispose()
    {
        rows.Dispose();
        sorted?.Dispose();
    }

    private void MoveRow() => row = rows.Step() ? rows.Text(0) : null;

    private void MoveSorted() => beside = sorted?.Next() == true ? sorted.Key : null;
}
