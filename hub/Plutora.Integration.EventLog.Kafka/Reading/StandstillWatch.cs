using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>
/// Whether readers stand still somewhere: behind a transaction that is open for longer than any may be. Brokers that were killed leave such ones behind
/// (https://issues.apache.org/jira/browse/KAFKA-20734), whose coordinator takes them for ended, so that neither the time limit nor the next holder of the transactional id ends them.
/// </summary>
/// <remarks>It is told and not mended: whether it was committed or aborted only the brokers' own log of transactions says.</remarks>
/// <param name="kafka">The cluster.</param>
/// <param name="catalog">The log's topics.</param>
internal sealed class StandstillWatch(KafkaCluster kafka, Catalog catalog) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Standstills standstills = new(kafka.Options.StandstillAfter, kafka.Options.Time);
    private readonly HashSet<KafkaPartitionOffset> told = [];
    private Task run = Task.CompletedTask;
    private volatile string? standstill;

    /// <summary>Where readers stand still, with the remedy; null while they do nowhere.</summary>
    public string? Standstill => standstill;

    public void Start() => run = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var rhythm = new PeriodicTimer(kafka.Options.StandstillAfter / 6, kafka.Options.Time);
        while (await rhythm.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
        {
            try
            {
                await LookAsync().ConfigureAwait(false);
            }
            catch (LogException)
            {
                // They do not answer, which others tell; what was seen before stands.
            }
        }
    }

    private async Task LookAsync()
    {
        IReadOnlyList<KafkaPartition> all = [.. catalog.Partitions, .. kafka.Names.StatePartitions(kafka.Options.Shares)];
        // In this order a transaction that ends in between is none that is behind.
        var written = await Offsets.EndsAsync(kafka, all, stop.Token).ConfigureAwait(false);
        var committed = await Offsets.CommittedEndsAsync(kafka, all, stop.Token).ConfigureAwait(false);
        Tell(standstills.Look(committed, written));
    }

    private void Tell(IReadOnlyList<KafkaPartitionOffset> standing)
    {
        foreach (var place in standing.Where(told.Add)) kafka.Options.Logger.StandsStill(place.Topic, place.Partition.Value, place.Offset.Value, Standstills.Remedy(place, kafka.Options));
        foreach (var gone in told.Except(standing).ToList())
        {
            told.Remove(gone);
            kafka.Options.Logger.GoesOn(gone.Topic, gone.Partition.Value, gone.Offset.Value);
        }

        var others = standing.Count > 1 ? $"So it is in {standing.Count - 1} more partitions, which the hub's log names. " : "";
        standstill = standing is [var first, ..] ? $"{Standstills.Sentence(first)} {others}It does not end by itself: {Standstills.Remedy(first, kafka.Options)}" : null;
    }
}
