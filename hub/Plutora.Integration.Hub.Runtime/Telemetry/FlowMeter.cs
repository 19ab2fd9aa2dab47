using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Plutora.Integration.Hub.Runtime.Telemetry;

/// <summary>Remembers what flowed through this process in the last hour, minute by minute, and each instance's last delivery: for people who look, out of the hub's own metrics.</summary>
public sealed class FlowMeter : IDisposable
{
    /// <summary>Minutes remembered.</summary>
    public const int Minutes = 60;

    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MinuteCounts> _records = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LastDelivery> _deliveries = new(StringComparer.Ordinal);

    /// <summary>Begins to listen.</summary>
    public FlowMeter(TimeProvider time)
    {
        _time = time;
        StartedAt = time.GetUtcNow();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == HubMetrics.Name && instrument.Name is "plutora.records.normalized" or "plutora.deliveries")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) => Count(instrument.Name, count, tags));
        _listener.Start();
    }

    /// <summary>Since when it listens.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Records that were normalized in each of the last 60 minutes, the oldest first; the last one is under way.</summary>
    /// <param name="sees">Which instances count.</param>
    public IReadOnlyList<long> Records(Func<string, bool> sees)
    {
        var totals = new long[Minutes];
        foreach (var (instance, counts) in _records)
        {
            if (sees(instance))
            {
                counts.AddTo(totals, Minute());
            }
        }

        return totals;
    }

    /// <summary>The last delivery to an instance; null when there never was one. Of other hubs on the log, and of a hub that was killed, to the minute.</summary>
    public LastDelivery? DeliveryTo(string instance) => _deliveries.GetValueOrDefault(instance);

    /// <summary>Takes up a delivery that came before or to another hub.</summary>
    internal void Remember(string instance, LastDelivery delivery) => _deliveries.AddOrUpdate(instance, delivery, (_, known) => known.At >= delivery.At ? known : delivery);

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private void Count(string instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? instance = null, status = null;
        foreach (var (name, value) in tags)
        {
            (instance, status) = (name == "instance" ? value as string : instance, name == "status" ? value as string : status);
        }

        if (instance is null)
        {
            return;
        }

        if (instrument == "plutora.deliveries")
        {
            _deliveries[instance] = new(_time.GetUtcNow(), status ?? "");
        }
        else
        {
            _records.GetOrAdd(instance, _ => new()).Add(Minute(), count);
        }
    }

    private long Minute() => _time.GetUtcNow().ToUnixTimeSeconds() / 60;

    private sealed class MinuteCounts
    {
        private readonly long[] _counts = new long[Minutes];
        private readonly long[] _minutes = new long[Minutes];

        public void Add(long minute, long count)
        {
            lock (_counts)
            {
                var at = (int)(minute % Minutes);
                _counts[at] = (_minutes[at] == minute ? _counts[at] : 0) + count;
                _minutes[at] = minute;
            }
        }

        public void AddTo(long[] totals, long now)
        {
            lock (_counts)
            {
                for (var at = 0; at < Minutes; at++)
                {
                    if (now - _minutes[at] is >= 0 and < Minutes and var ago)
                    {
                        totals[Minutes - 1 - ago] += _counts[at];
                    }
                }
            }
        }
    }
}

/// <summary>A delivery by webhook or upload.</summary>
/// <param name="At">When it came.</param>
/// <param name="Status">What became of it.</param>
public sealed record LastDelivery(DateTimeOffset At, string Status);
