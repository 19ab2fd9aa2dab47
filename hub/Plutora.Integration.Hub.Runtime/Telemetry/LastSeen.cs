using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Telemetry;

/// <summary>
/// Keeps beyond the hub's end when each API key was last used and what became of each instance's last delivery: written once a minute at most, and when
/// the hub ends. Of what several hubs say the latest counts, which each takes up when it writes.
/// </summary>
internal sealed class LastSeen(IEventLog log, KeyRing keys, FlowMeter flow, InstanceStore instances, TimeProvider time)
{
    private const string Store = "hub.seen";
    private const string Used = "key/", Delivered = "delivery/";
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);
    private volatile bool _loaded;

    /// <summary>Takes up what was kept. Called once at start, when keys and instances are known.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await TakeUpAsync(cancellationToken).ConfigureAwait(false);
        _loaded = true;
    }

    /// <summary>Keeps what is seen until it is told to end.</summary>
    public async Task KeepOftenAsync(CancellationToken cancellationToken)
    {
        using var often = new PeriodicTimer(Often, time);
        while (await often.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await KeepAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps what was seen since the last time, and forgets keys and instances that are gone. Where the log does not answer, it is kept the next time.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        // A hub that did not come to know its keys would take them for gone.
        if (!_loaded)
        {
            return;
        }

        try
        {
            var stored = await TakeUpAsync(cancellationToken).ConfigureAwait(false);
            var seen = Seen();
            var newer = seen.Where(s => stored.GetValueOrDefault(s.Key) is not { } known || known.At < s.Value.At).ToList();
            var gone = stored.Keys.Where(k => !seen.ContainsKey(k)).ToList();
            if (newer.Count + gone.Count == 0)
            {
                return;
            }

            await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
            newer.ForEach(s => transaction.PutState(Store, s.Key, StateJson.Write(s.Value, RuntimeJson.Default.LastDelivery)));
            gone.ForEach(k => transaction.PutState(Store, k, null));
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LogException)
        {
            // The normalizer tells of a log that does not answer.
        }
    }

    private Dictionary<string, LastDelivery> Seen()
    {
        var seen = new Dictionary<string, LastDelivery>(StringComparer.Ordinal);
        foreach (var key in keys.Keys)
        {
            if (keys.LastUsed(key) is { } at)
            {
                seen[Used + key.Hash] = new(at, "");
            }
        }

        foreach (var instance in instances.All)
        {
            if (flow.DeliveryTo(instance.Id) is { } last)
            {
                seen[Delivered + instance.Id] = last;
            }
        }

        return seen;
    }

    private async Task<Dictionary<string, LastDelivery>> TakeUpAsync(CancellationToken cancellationToken)
    {
        var stored = new Dictionary<string, LastDelivery>(StringComparer.Ordinal);
        await foreach (var entry in log.ScanStateAsync(Store, ct: cancellationToken).ConfigureAwait(false))
        {
            var last = stored[entry.Key] = StateJson.Read(entry.Value, RuntimeJson.Default.LastDelivery, $"What was last seen of '{entry.Key}'");
            if (entry.Key.StartsWith(Used, StringComparison.Ordinal))
            {
                keys.Remember(entry.Key[Used.Length..], last.At);
            }
            else
            {
                flow.Remember(entry.Key[Delivered.Length..], last);
            }
        }

        return stored;
    }
}
