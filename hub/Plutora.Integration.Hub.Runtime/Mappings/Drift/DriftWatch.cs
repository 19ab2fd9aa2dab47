using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Sharing;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Mappings.Drift;

/// <summary>
/// Notices that the records of a stream have paths that they did not have, or no longer have some. What it learned is kept once a minute and at the end. Hubs that share a log
/// each keep what they saw; what is listed is of all of them, and what is accepted at one is accepted at all.
/// </summary>
public sealed class DriftWatch(IEventLog log, MappingRegistry mappings, TimeProvider time)
{
    /// <summary>What was accepted, by instance and stream.</summary>
    internal const string AcceptedStore = "hub.drift-accepted";

    // By instance, stream with way and, on a log that is shared, the hub.
    private const string Store = "hub.drift";
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Instance, string Stream, RecordWay Way), StreamPaths> _streams = new();
    private readonly ConcurrentDictionary<(string Instance, string Stream), DateTimeOffset> _accepted = new();
    private readonly ISharedLog? _shared = log as ISharedLog;

    /// <summary>Streams with what is new and what vanished, as all hubs on the log saw it: this one until now, the others until a minute ago.</summary>
    /// <param name="instance">Those of one instance; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LogException">The log does not answer.</exception>
    public async Task<IReadOnlyList<StreamDrift>> ListAsync(string? instance, CancellationToken cancellationToken)
    {
        var parts = _streams.Where(each => instance is null || each.Key.Instance == instance).GroupBy(each => (each.Key.Instance, each.Key.Stream), each => each.Value.Judge()).ToDictionary(each => each.Key, each => each.ToList());
        if (_shared is not null)
        {
            var accepted = await AcceptedAsync(cancellationToken).ConfigureAwait(false);
            var atWork = await _shared.MembersAsync(InstanceShare.Group, cancellationToken).ConfigureAwait(false);
            await foreach (var (key, member, paths) in StoredAsync(instance is null ? "" : $"{instance}/", cancellationToken).ConfigureAwait(false))
            {
                if (member == _shared.Member)
                {
                    continue;
                }

                var stream = (key.Instance, key.Stream);
                if (accepted.TryGetValue(stream, out var at))
                {
                    paths.Accept(at);
                }

                parts.TryAdd(stream, []);
                parts[stream].Add(paths.Judge() with { IsAtWork = atWork?.Contains(member) ?? true });
            }
        }

        return
        [
            .. parts.OrderBy(each => each.Key.Instance, StringComparer.Ordinal).ThenBy(each => each.Key.Stream, StringComparer.Ordinal)
                .Select(each => DriftReport.Of(each.Key.Instance, each.Key.Stream, each.Value, Used(each.Key.Instance, each.Key.Stream))),
        ];
    }

    /// <summary>Takes the present form of a stream for the one it has, at every hub on the log.</summary>
    /// <returns>False where no record of the stream was seen.</returns>
    /// <exception cref="LogException">The log does not answer; nothing is accepted.</exception>
    public async Task<bool> AcceptAsync(string instance, string stream, CancellationToken cancellationToken)
    {
        if (!(await ListAsync(instance, cancellationToken).ConfigureAwait(false)).Any(known => known.Stream == stream))
        {
            return false;
        }

        var accepted = new AcceptedDrift(time.GetUtcNow());
        await using (var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false))
        {
            transaction.PutState(AcceptedStore, $"{instance}/{stream}", StateJson.Write(accepted, RuntimeJson.Default.AcceptedDrift));
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        Accept(instance, stream, accepted.At);
        await KeepAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads what was learned before. Called once at start.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        await foreach (var (key, member, paths) in StoredAsync("", cancellationToken).ConfigureAwait(false))
        {
            if (member == (_shared?.Member ?? ""))
            {
                _streams[key] = paths;
            }
        }

        await FollowAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes up what was accepted, at whichever hub.</summary>
    internal async Task FollowAsync(CancellationToken cancellationToken)
    {
        foreach (var ((instance, stream), at) in await AcceptedAsync(cancellationToken).ConfigureAwait(false))
        {
            Accept(instance, stream, at);
        }
    }

    /// <summary>Looks at a record that arrived.</summary>
    internal void See(string instance, string stream, RecordWay way, ReadOnlyMemory<byte> json, DateTimeOffset at)
    {
        try
        {
            _streams.GetOrAdd((instance, stream, way), _ => new(_accepted.TryGetValue((instance, stream), out var accepted) ? accepted : null)).See(json, at);
        }
        catch (JsonException)
        {
            // The mapping says what is wrong with it.
        }
    }

    /// <summary>Keeps what was learned, once a minute until it is cancelled.</summary>
    internal async Task KeepOftenAsync(CancellationToken cancellationToken)
    {
        using var often = new PeriodicTimer(Often, time);
        while (await often.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await KeepAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps what was learned since the last time. Where the log does not answer, it is kept the next time.</summary>
    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        var changed = _streams.Select(each => (each.Key, Live: each.Value, Stored: each.Value.TakeChanges())).Where(each => each.Stored is not null).ToList();
        if (changed.Count == 0)
        {
            return;
        }

        try
        {
            await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
            foreach (var ((instance, stream, way), _, paths) in changed)
            {
                var key = $"{instance}/{RecordWays.Key(stream, way)}";
                transaction.PutState(Store, _shared is null ? key : $"{key}/{_shared.Member}", StateJson.Write(paths!, RuntimeJson.Default.StoredPaths));
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LogException)
        {
            // The normalizer tells of a log that does not answer.
            changed.ForEach(each => each.Live.KeepLater());
        }
    }

    private void Accept(string instance, string stream, DateTimeOffset at)
    {
        _accepted[(instance, stream)] = at;
        foreach (var (_, paths) in _streams.Where(each => each.Key.Instance == instance && each.Key.Stream == stream))
        {
            paths.Accept(at);
        }
    }

    private async IAsyncEnumerable<((string Instance, string Stream, RecordWay Way) Key, string Member, StreamPaths Paths)> StoredAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in log.ScanStateAsync(Store, prefix, ct: cancellationToken).ConfigureAwait(false))
        {
            // A key without a hub was written while the log was not shared.
            if (entry.Key.Split('/', 3) is [var instance, var told, .. var member] && RecordWays.Parse(told) is var (stream, way))
            {
                yield return ((instance, stream, way), member is [var one] ? one : "", new(StateJson.Read(entry.Value, RuntimeJson.Default.StoredPaths, $"The paths of stream '{entry.Key}'")));
            }
        }
    }

    private async Task<Dictionary<(string Instance, string Stream), DateTimeOffset>> AcceptedAsync(CancellationToken cancellationToken)
    {
        var accepted = new Dictionary<(string, string), DateTimeOffset>();
        await foreach (var entry in log.ScanStateAsync(AcceptedStore, ct: cancellationToken).ConfigureAwait(false))
        {
            if (entry.Key.Split('/') is [var instance, var stream])
            {
                accepted[(instance, stream)] = StateJson.Read(entry.Value, RuntimeJson.Default.AcceptedDrift, $"What was accepted of stream '{entry.Key}'").At;
            }
        }

        return accepted;
    }

    private Func<string, bool> Used(string instance, string stream)
    {
        var read = mappings.Find(instance, stream)?.Mapping.Paths ?? [];
        return path => read.Any(used => used == path || path.StartsWith(used + '.', StringComparison.Ordinal) || used.StartsWith(path + '.', StringComparison.Ordinal));
    }
}
