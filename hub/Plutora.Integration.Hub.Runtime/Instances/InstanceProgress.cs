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

    public void Begin(string stream, ReadMode mode) => Change(stream, s => s with { Reading = mode, ReadingSince = time.GetUtcNow(), Read = 0, Stored = 0, Total = null, Fault = null });

    public void Page(string stream, PageStored page) =>
        Change(stream, s => s with { Read = s.Read + page.Read, Stored = s.Stored + page.Stored, Total = page.Total ?? s.Total });

    public void Fault(string stream, string reason) => Change(stream, s => s with { Reading = null, ReadingSince = null, Fault = reason });

    /// <summary>A read was given up: what it read is stored, and it begins again.</summary>
    public void Broken(string stream) => Change(stream, s => s with { Reading = null, ReadingSince = null });

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
