using System.Collections.Immutable;
using Plutora.Integration.Hub.Runtime.Polling;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>Keeps what an instance is doing, for whoever looks.</summary>
internal sealed class InstanceProgress(TimeProvider time, IReadOnlyList<string> mappingFaults)
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, StreamState> _streams = ImmutableDictionary<string, StreamState>.Empty.WithComparers(StringComparer.Ordinal);
    private InstanceState _state = new(InstanceActivity.Starting, null, null, ImmutableDictionary<string, StreamState>.Empty);

    public InstanceState Snapshot()
    {
        lock (_lock)
        {
            return _state with { Streams = _streams, MappingFaults = mappingFaults };
        }
    }

    public void Set(InstanceActivity activity, string? reason, DateTimeOffset? retryAt)
    {
        lock (_lock)
        {
            _state = new(activity, reason, retryAt, _streams);
        }
    }

    /// <summary>A read begins, or goes on behind the last page of the one that was given up.</summary>
    public void Begin(string stream, ReadMode mode) => Change(stream, s => s.GivenUp is { } before && before.Mode == mode
        ? s with { Reading = mode, ReadingSince = before.Since, ReadBefore = s.Read, GivenUp = null, Fault = null }
        : s with { Reading = mode, ReadingSince = time.GetUtcNow(), Read = 0, Stored = 0, Total = null, ReadBefore = 0, KeepsPlace = false, GivenUp = null, Fault = null });

    // A read that goes on counts its own records: what was told before comes on top.
    public void Page(string stream, PageStored page) => Change(
        stream, s => s with { Read = s.Read + page.Read, Stored = s.Stored + page.Stored, Total = s.ReadBefore + page.Total ?? s.Total, KeepsPlace = page.KeepsPlace });

    public void Fault(string stream, string reason) => Change(stream, s => s with { Reading = null, ReadingSince = null, Fault = reason });

    /// <summary>A read was given up: what it read is stored, and it goes on behind it, or begins again where its pages keep no place.</summary>
    public void Broken(string stream) => Change(
        stream, s => s with { Reading = null, ReadingSince = null, GivenUp = s is { KeepsPlace: true, Reading: { } mode, ReadingSince: { } since } ? (mode, since) : null });

    public StreamState End(string stream, DateTimeOffset? next) => Change(stream, s => s with { Reading = null, ReadingSince = null, LastReadAt = time.GetUtcNow(), NextReadAt = next });

    private StreamState Change(string stream, Func<StreamState, StreamState> change)
    {
        lock (_lock)
        {
            var changed = change(_streams.GetValueOrDefault(stream) ?? new StreamState());
            _streams = _streams.SetItem(stream, changed);
            return changed;
        }
    }
}
