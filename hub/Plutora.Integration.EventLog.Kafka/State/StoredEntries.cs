using System.Text;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>What the files hold of one store, in order, up or down.</summary>
internal sealed class StoredEntries : IDisposable
{
    private readonly RunSet files;
    private readonly RunMerge entries;
    private readonly byte[] beginning;

    private StoredEntries(RunSet files, RunMerge entries, string store) => (this.files, this.entries, beginning) = (files, entries, StateCodec.Key(new(store, "")));

    /// <summary>The key that it stands at.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The entry that it stands at.</summary>
    public StateEntry Entry() => new(Key, entries.Entry.Value(files), entries.Entry.PartitionKey);

    /// <summary>From a key on; only keys with the prefix are sure to be found.</summary>
    public static StoredEntries From(RunSet files, string store, string prefix, string key) => new(files, files.From(store, prefix, key), store);

    /// <summary>From a key down.</summary>
    public static StoredEntries DownFrom(RunSet files, string store, string key) => new(files, files.DownFrom(store, key), store);

    /// <summary>Goes to the first entry, then to the next; false at the end.</summary>
    public bool Next()
    {
        do
        {
            if (!entries.Next() || !entries.Entry.StoreAndKey.StartsWith(beginning)) return false;
        }
        while (entries.Entry.IsRemoval);
        Key = Encoding.UTF8.GetString(entries.Entry.StoreAndKey[beginning.Length..]);
        return true;
    }

    public void Dispose() => entries.Dispose();
}
