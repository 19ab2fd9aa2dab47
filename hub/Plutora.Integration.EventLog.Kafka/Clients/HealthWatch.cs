using System.Threading.Channels;
using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>
/// Whether the brokers answer and take what is written: asked every second by a client of its own, and told by every write. A refused one that none follows is followed by one that
/// changes nothing, so that it is not told of for longer than it holds.
/// </summary>
/// <param name="kafka">The cluster.</param>
/// <param name="write">Writes what changes nothing.</param>
internal sealed class HealthWatch(KafkaCluster kafka, Func<CancellationToken, Task> write) : IAsyncDisposable
{
    /// <summary>After so long without an answer the brokers are away: a change of leaders takes less.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>So long one look may take.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stop = new();
    private Task run = Task.CompletedTask;
    private Task trial = Task.CompletedTask;
    private volatile string? away;
    private volatile Refusal? refusal;

    /// <summary>Why nothing is stored now, as one sentence with the remedy; null while all is well.</summary>
    public string? Trouble => away ?? refusal?.Reason;

    /// <summary>How often it has tried a write by itself.</summary>
    public int Tries { get; private set; }

    public void Start() => run = KafkaCluster.BlockAsync(Run);

    /// <summary>Notes what became of a write.</summary>
    public void Note(LogException? fault)
    {
        if (fault is null) refusal = null;
        else if (fault.Error is LogError.StorageFailed or LogError.OutcomeUnknown) refusal = new(fault.Message, kafka.Options.Time.GetTimestamp());
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private void Run()
    {
        using var client = kafka.Clients.Reader(kafka.Names.Readers, 1024);
        using var leaders = new DependentAdminClientBuilder(client.Handle).Build();
        var time = kafka.Options.Time;
        var (heard, since) = (time.GetTimestamp(), time.GetUtcNow());
        while (!stop.Token.WaitHandle.WaitOne(Interval))
        {
            if (Answers(client, leaders, out var reason))
            {
                (heard, since) = (time.GetTimestamp(), time.GetUtcNow());
                if (away is not null) kafka.Options.Logger.BrokersBack();
                (away, refusal) = (null, away is null ? refusal : null);
                kafka.Farewell.Note(silent: false);
                if (refusal is { } last && time.GetElapsedTime(last.At) >= Interval && trial.IsCompleted) trial = TryAsync();
            }
            else if (time.GetElapsedTime(heard) > Patience)
            {
                if (away is null) kafka.Options.Logger.BrokersAway(kafka.Options.BootstrapServers, reason);
                away = $"No broker at '{kafka.Options.BootstrapServers}' has answered since {since:u} ({reason}). Nothing can be stored until one does; look at the brokers and the network, the hub then goes on by itself.";
                kafka.Farewell.Note(silent: true);
            }
        }
    }

    private async Task TryAsync()
    {
        Tries++;
        try
        {
            await write(stop.Token).ConfigureAwait(false);
            Note(null);
        }
        catch (LogException fault)
        {
            Note(fault);
        }
        catch (Exception ending) when (ending is OperationCanceledException or ChannelClosedException)
        {
            // The log is closing.
        }
    }

    private bool Answers(IConsumer<byte[]?, byte[]?> client, IAdminClient leaders, out string reason)
    {
        reason = "";
        try
        {
            // What librdkafka tells of lost connections waits for the client to look.
            client.Consume(TimeSpan.Zero);
            client.QueryWatermarkOffsets(new(kafka.Names.Meta, 0), Answer);
            return true;
        }
        catch (KafkaException refused) when (KafkaFault.IsForbidden(refused.Error))
        {
            // They answer; whoever is refused says so.
            return true;
        }
        catch (KafkaException fault)
        {
            // Of a partition whose leader is away librdkafka says that it does not know it.
            reason = fault.Error.Code == ErrorCode.Local_UnknownPartition ? "no connection" : fault.Error.Reason;
            Find(leaders);
            return false;
        }
    }

    // The client goes on asking the leader that it knows, gone or not, until it asks for that anew.
    private void Find(IAdminClient leaders)
    {
        try
        {
            leaders.GetMetadata(kafka.Names.Meta, Answer);
        }
        catch (KafkaException)
        {
            // Nobody knows; the next look asks again.
        }
    }

    private sealed record Refusal(string Reason, long At);
}
