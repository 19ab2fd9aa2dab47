using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Records whose versions tie and differ, to be fetched again so that the tool has the last word (rule 8 of state). Kept until the answer is stored.</summary>
internal static class TieStore
{
    public const string Store = "ties";

    /// <summary>Asks for a fetch, together with what tied.</summary>
    public static void Put(OwnerBatch batch, string instance, FetchRequest record)
    {
        batch.PutState(Store, Key(instance, record), StateJson.Write(record, RuntimeJson.Default.FetchRequest));
        batch.Ties.Add(instance);
    }

    /// <summary>Takes the request away, together with the answer.</summary>
    public static void Remove(ILogTransaction transaction, string instance, FetchRequest record) => transaction.PutState(Store, Key(instance, record), null);

    /// <summary>Requests of an instance that still wait.</summary>
    public static async Task<IReadOnlyList<FetchRequest>> WaitingAsync(IEventLog log, string instance, int limit, CancellationToken cancellationToken)
    {
        var waiting = new List<FetchRequest>();
        await foreach (var entry in log.ScanStateAsync(Store, instance + '/', ct: cancellationToken).ConfigureAwait(false))
        {
            waiting.Add(StateJson.Read(entry.Value, RuntimeJson.Default.FetchRequest, $"Tie '{entry.Key}'"));
            if (waiting.Count == limit)
            {
                break;
            }
        }

        return waiting;
    }

    private static string Key(string instance, FetchRequest record) => $"{instance}/{record.Stream}/{record.Id}";
}
