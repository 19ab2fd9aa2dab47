using System.Collections.Concurrent;
using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Mappings.Drift;

/// <summary>Notices that the records of a stream have paths that they did not have, or no longer have some. What it learned is kept once a minute and at the end.</summary>
public sealed class DriftWatch(IEventLog log, MappingRegistry mappings, TimeProvider time)
{
    private const string Store = "hub.drift";
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Instance, string Stream), StreamPaths> _streams = new();

    /// <summary>Streams with what is new and what vanished.</summary>
    /// <param name="instance">Those of one instance; null for all.</param>
    public IReadOnlyList<StreamDrift> List(string? instance) =>
    [
        .. _streams.Where(each => instance is null || each.Key.Instance == instance).OrderBy(each => each.Key.Instance, StringComparer.Ordinal).ThenBy(each => each.Key.Stream, StringComparer.Ordinal)
            .Select(each => each.Value.Report(each.Key.Instance, each.Key.Stream, Used(each.Key.Instance, each.Key.Stream))),
    ];

    /// <summary>Takes the present form of a stream for the one it has.</summary>
    /// <returns>False where no record of the stream was seen.</returns>
    public async Task<bool> AcceptAsync(string instance, string stream, CancellationToken cancellationToken)
    {
        if (!_streams.TryGetValue((instance, stream), out var paths))
        {
            return false;
        }

        paths.Accept();
        await KeepAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads what was learned before. Called once at start.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in log.ScanStateAsync(Store, ct: cancellationToken).ConfigureAwait(false))
        {
            if (entry.Key.Split('/') is [var instance, var stream])
            {
                _streams[(instance, stream)] = new(StateJson.Read(entry.Value, RuntimeJson.Default.StoredPaths, $"The paths of stream '{entry.Key}'"));
            }
        }
    }

    /// <summary>Looks at a record that arrived.</summary>
    internal void See(string instance, string stream, ReadOnlyMemory<byte> json, DateTimeOffset at)
    {
        try
        {
            _streams.GetOrAdd((instance, stream), _ => new()).See(json, at);
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

    /// <summary>Keeps what was learned since the last time. Where the log does not answer, it is learned again.</summary>
    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var changed = _streams.Select(each => (each.Key, Paths: each.Value.TakeChanges())).Where(each => each.Paths is not null).ToList();
            if (changed.Count > 0)
            {
                await using var transaction = await log.BeginAsync("hub.drift", cancellationToken).ConfigureAwait(false);
                foreach (var ((instance, stream), paths) in changed)
                {
                    transaction.PutState(Store, $"{instance}/{stream}", StateJson.Write(paths!, RuntimeJson.Default.StoredPaths));
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LogException)
        {
            // The normalizer tells of a log that does not answer.
        }
    }

    private Func<string, bool> Used(string instance, string stream)
    {
        var read = mappings.Find(instance, stream)?.Mapping.Paths ?? [];
        return path => read.Any(used => used == path || path.StartsWith(used + '.', StringComparison.Ordinal) || used.StartsWith(path + '.', StringComparison.Ordinal));
    }
}
