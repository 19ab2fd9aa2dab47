using System.Collections.Concurrent;
using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;

namespace Plutora.Integration.Hub.Runtime.Replays;

/// <summary>Replays that were asked for and how far each has come, kept in the log's state so that a restart goes on with them.</summary>
public sealed class ReplayStore(IEventLog log, TimeProvider time) : IDisposable
{
    internal const string JobStore = "hub.replays";
    internal const string PlaceStore = "hub.replay-places";
    private readonly ConcurrentDictionary<(string Instance, string Stream), ReplayJob> _open = new();
    private readonly ConcurrentDictionary<(string Instance, string Stream, int Partition), int> _done = new();
    private CancellationTokenSource _changed = new();

    /// <summary>Cancelled when a replay is asked for.</summary>
    internal CancellationToken Changed => Volatile.Read(ref _changed).Token;

    /// <summary>Reads the replays that are not through. Called once at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in log.ScanStateAsync(JobStore, ct: cancellationToken).ConfigureAwait(false))
        {
            var (instance, stream) = Split(entry.Key);
            _open[(instance, stream)] = StateJson.Read(entry.Value, RuntimeJson.Default.ReplayJob, $"Replay '{entry.Key}'");
        }
    }

    /// <summary>Takes up replays that were asked for at another hub, once the activation that they map by is known here.</summary>
    internal async Task FollowAsync(Func<string, string, int?> activation, CancellationToken cancellationToken)
    {
        var found = false;
        await foreach (var entry in log.ScanStateAsync(JobStore, ct: cancellationToken).ConfigureAwait(false))
        {
            var (instance, stream) = Split(entry.Key);
            var job = StateJson.Read(entry.Value, RuntimeJson.Default.ReplayJob, $"Replay '{entry.Key}'");
            if (activation(instance, stream) >= job.Number && (!_open.TryGetValue((instance, stream), out var known) || (known.Number, known.StartedAt) != (job.Number, job.StartedAt)))
            {
                _open[(instance, stream)] = job;
                found = true;
            }
        }

        if (found)
        {
            using var before = Interlocked.Exchange(ref _changed, new());
            await before.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Asks for a replay; one under way for an older activation begins anew.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="number">The activation to map by.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    public async Task StartAsync(string instance, string stream, int number, CancellationToken cancellationToken)
    {
        var topic = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).First(t => t.Definition.Name == TopicNames.Raw(instance, stream));
        var job = new ReplayJob(number, time.GetUtcNow(), [.. topic.Partitions.Select(p => p.EndOffset)], [.. topic.Partitions.Select(p => p.StartOffset)]);
        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        transaction.PutState(JobStore, $"{instance}/{stream}", StateJson.Write(job, RuntimeJson.Default.ReplayJob));
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        _open[(instance, stream)] = job;
        using var before = Interlocked.Exchange(ref _changed, new());
        await before.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>How far the last replay of a stream has come; null when there was none.</summary>
    public async Task<ReplayProgress?> FindAsync(string instance, string stream, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue((instance, stream), out var job))
        {
            return null;
        }

        var places = new List<ReplayPlace>();
        for (var partition = 0; partition < job.Ends.Count; partition++)
        {
            places.Add(await PlaceAsync(instance, stream, partition, job, cancellationToken).ConfigureAwait(false));
        }

        return new(
            instance, stream, job.Number, job.StartedAt,
            places.Select((p, i) => Math.Max(0, (p.Done ? job.Ends[i] : p.Offset) - job.Starts[i])).Sum(), job.Ends.Zip(job.Starts, (end, start) => end - start).Sum(),
            places.Sum(p => p.Mapped), places.Sum(p => p.Published), places.Sum(p => p.Failed), places.TrueForAll(p => p.Done));
    }

    /// <summary>Releases what waits for replays.</summary>
    public void Dispose() => _changed.Dispose();

    /// <summary>Replays that may still have something to do.</summary>
    internal IEnumerable<(string Instance, string Stream, ReplayJob Job)> Open => from job in _open select (job.Key.Instance, job.Key.Stream, job.Value);

    /// <summary>Whether a partition is known to be through, so that it need not be looked up again.</summary>
    internal bool IsDone(string instance, string stream, int partition, ReplayJob job) => _done.TryGetValue((instance, stream, partition), out var number) && number == job.Number;

    /// <summary>Notes that a partition is through.</summary>
    internal void Done(string instance, string stream, int partition, ReplayJob job) => _done[(instance, stream, partition)] = job.Number;

    internal async ValueTask<ReplayPlace> PlaceAsync(string instance, string stream, int partition, ReplayJob job, CancellationToken cancellationToken)
    {
        var key = Key(instance, stream, partition);
        var place = await log.GetStateAsync(PlaceStore, key, cancellationToken).ConfigureAwait(false) is { } stored ? StateJson.Read(stored, RuntimeJson.Default.ReplayPlace, $"Replay '{key}'") : null;
        return place is { } known && known.Number == job.Number ? known : new(job.Number, null, job.Starts[partition], 0, 0, 0, job.Starts[partition] >= job.Ends[partition]);
    }

    internal static void Put(ILogTransaction transaction, string instance, string stream, int partition, ReplayPlace place) =>
        transaction.PutState(PlaceStore, Key(instance, stream, partition), StateJson.Write(place, RuntimeJson.Default.ReplayPlace));

    private static string Key(string instance, string stream, int partition) => string.Create(CultureInfo.InvariantCulture, $"{instance}/{stream}/{partition}");

    private static (string Instance, string Stream) Split(string key) => key.Split('/') is [var instance, var stream] ? (instance, stream) : throw new FormatException($"'{key}' names no stream.");
}
