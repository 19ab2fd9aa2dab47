using Cronos;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>When which stream of an instance is due.</summary>
internal sealed class StreamSchedule(InstanceDefinition definition, ConnectorDescriptor descriptor, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    private readonly Dictionary<(string Stream, ReadMode Mode), DateTimeOffset?> _next = Plan(definition, descriptor, time);

    public IEnumerable<(StreamDescriptor Stream, ReadMode Mode)> Due()
    {
        var now = time.GetUtcNow();
        return [.. from stream in descriptor.Streams
                   from mode in new[] { ReadMode.Incremental, ReadMode.FullScan }
                   where _next.TryGetValue((stream.Id, mode), out var at) && at <= now
                   select (stream, mode)];
    }

    public TimeSpan UntilNext()
    {
        var next = _next.Values.Min();
        var wait = next is { } at ? at - time.GetUtcNow() : LongestWait;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait;
    }

    public void Done(StreamDescriptor stream, ReadMode mode) => _next[(stream.Id, mode)] = After(stream, mode);

    public DateTimeOffset? NextOf(StreamDescriptor stream) => _next.GetValueOrDefault((stream.Id, ReadMode.Incremental));

    private DateTimeOffset? After(StreamDescriptor stream, ReadMode mode)
    {
        var now = time.GetUtcNow();
        return mode switch
        {
            ReadMode.FullScan => definition.FullScanHours > 0 ? now + TimeSpan.FromHours(definition.FullScanHours) : null,
            ReadMode.Backfill => null,
            _ when definition.Schedules.TryGetValue(stream.Id, out var cron) => CronExpression.Parse(cron).GetNextOccurrence(now, TimeZoneInfo.Utc),
            _ when definition.Intervals.TryGetValue(stream.Id, out var seconds) => now + TimeSpan.FromSeconds(seconds),
            _ => stream.DefaultInterval is { } interval ? now + interval : null,
        };
    }

    // Everything that is read at all is read once at the start; a full scan waits its turn, since the first read tells what there is.
    private static Dictionary<(string, ReadMode), DateTimeOffset?> Plan(InstanceDefinition definition, ConnectorDescriptor descriptor, TimeProvider time)
    {
        var plan = new Dictionary<(string, ReadMode), DateTimeOffset?>();
        foreach (var stream in descriptor.Streams.Where(s => s.CanRead))
        {
            plan[(stream.Id, ReadMode.Incremental)] = time.GetUtcNow();
            if (stream.CanScan && definition.FullScanHours > 0)
            {
                plan[(stream.Id, ReadMode.FullScan)] = time.GetUtcNow() + TimeSpan.FromHours(definition.FullScanHours);
            }
        }

        return plan;
    }
}
