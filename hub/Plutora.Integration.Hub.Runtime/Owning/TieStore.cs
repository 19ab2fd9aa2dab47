using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>
/// Records whose versions tie and differ, to be fetched again so that the tool has the last word (rule 8 of state). Kept until the answer is stored.
/// Each tie is an entry of its own: one that arises while the tool is being asked waits for the next answer.
/// </summary>
internal static class TieStore
{
    public const string Store = "ties";

    /// <summary>Asks for a fetch, together with what tied.</summary>
    /// <param name="batch">The batch that found it.</param>
    /// <param name="instance">The instance to ask.</param>
    /// <param name="record">What to ask for.</param>
    /// <param name="key">Key of the contribution that arrived.</param>
    /// <param name="stamp">Its stamp.</param>
    public static void Put(OwnerBatch batch, string instance, FetchRequest record, string key, RecordStamp stamp)
    {
        var tie = string.Create(CultureInfo.InvariantCulture, $"{instance}/{record.Stream}/{record.Id}/{stamp.OrderedAt.UtcTicks}/{key}");
        batch.PutState(Store, tie, StateJson.Write(record, RuntimeJson.Default.FetchRequest), record.Id);
        batch.Ties.Add(instance);
    }

    /// <summary>Key of the contribution whose arrival made a tie.</summary>
    public static string KeyOf(string instance, FetchRequest record, string tie)
    {
        var rest = tie[$"{instance}/{record.Stream}/{record.Id}/".Length..];
        return rest[(rest.IndexOf('/', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Takes ties away, together with the answer.</summary>
    public static void Remove(ILogTransaction transaction, FetchRequest record, IEnumerable<string> ties)
    {
        foreach (var tie in ties)
        {
            transaction.PutState(Store, tie, null, record.Id);
        }
    }

    /// <summary>Ties of an instance that still wait, by what is asked for.</summary>
    public static async Task<ILookup<FetchRequest, string>> WaitingAsync(IEventLog log, string instance, int limit, CancellationToken cancellationToken)
    {
        var waiting = new List<(FetchRequest Record, string Tie)>();
        await foreach (var entry in log.ScanStateAsync(Store, instance + '/', ct: cancellationToken).ConfigureAwait(false))
        {
            waiting.Add((StateJson.Read(entry.Value, RuntimeJson.Default.FetchRequest, $"Tie '{entry.Key}'"), entry.Key));
            if (waiting.Count == limit)
            {
                break;
            }
        }

        return waiting.ToLookup(w => w.Record, w => w.Tie);
    }
}
