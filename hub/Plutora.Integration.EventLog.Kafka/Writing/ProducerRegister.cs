using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.State;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>
/// Which process holds which transactional id, in the log's state. What a killed process left open hides what is behind it until the broker's time limit;
/// whoever takes its ids over ends it at once, and keeps one that was only thought dead from committing what others have taken up.
/// </summary>
/// <param name="kafka">The cluster.</param>
/// <param name="cache">What is committed.</param>
/// <param name="put">Writes state of the log's own.</param>
internal sealed class ProducerRegister(KafkaCluster kafka, StateCache cache, Func<string, byte[]?, CancellationToken, Task> put)
{
    /// <summary>The store that lists them, by transactional id.</summary>
    public const string Store = "$producers";

    private const int Format = 1;

    private readonly ConcurrentDictionary<string, byte> opened = new(StringComparer.Ordinal);

    /// <summary>Opens the producer of an id, listed first: a process killed behind that is found.</summary>
    public async Task<TransactionalProducer> OpenAsync(string transactionalId, CancellationToken ct)
    {
        opened[transactionalId] = 0;
        if (HolderOf(transactionalId) != kafka.Clients.ClientId)
            await put(transactionalId, JsonSerializer.SerializeToUtf8Bytes(new StoredProducer(Format, kafka.Clients.ClientId), StoredJson.Default.StoredProducer), ct).ConfigureAwait(false);
        return await TransactionalProducer.OpenAsync(kafka, transactionalId, ct).ConfigureAwait(false);
    }

    /// <summary>Lets an id go whose transaction may be open still: whoever shares out work next ends it.</summary>
    public void LetGo(string transactionalId) => opened.TryRemove(transactionalId, out _);

    /// <summary>Whether any id is listed that may have been left behind.</summary>
    public bool HasOthers => cache.All(Store).Exists(entry => IsLeft(entry, FrozenSet<string>.Empty));

    /// <summary>Takes over the ids of processes that are gone, and what this one held before its last end.</summary>
    /// <param name="alive">Processes that are at work.</param>
    /// <param name="ct">Gives up between two.</param>
    public async Task FenceAsync(IReadOnlySet<string> alive, CancellationToken ct)
    {
        await Parallel.ForEachAsync(cache.All(Store).Where(entry => IsLeft(entry, alive)), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (entry, cancel) =>
        {
            // This process may have taken it up meanwhile, and must not fence itself.
            if (opened.ContainsKey(entry.Key)) return;
            var ended = await TransactionalProducer.OpenAsync(kafka, entry.Key, cancel).ConfigureAwait(false);
            await ended.DisposeAsync().ConfigureAwait(false);
            if (!opened.ContainsKey(entry.Key)) await put(entry.Key, null, cancel).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private bool IsLeft(StateEntry entry, IReadOnlySet<string> alive) =>
        !opened.ContainsKey(entry.Key) && Read(entry.Key, entry.Value) is var holder && (holder == kafka.Clients.ClientId || !alive.Contains(holder));

    private string? HolderOf(string transactionalId) => cache.Get(new(Store, transactionalId)) is { } value ? Read(transactionalId, value) : null;

    private static string Read(string transactionalId, ReadOnlyMemory<byte> value) => JsonSerializer.Deserialize(value.Span, StoredJson.Default.StoredProducer) switch
    {
        { Format: Format } stored => stored.Holder,
        var other => throw new LogException(LogError.FormatUnknown, $"The log's entry of producer '{transactionalId}' has format {other?.Format}, written by a newer version of the hub; this one reads {Format}. Start the newer version."),
    };
}
