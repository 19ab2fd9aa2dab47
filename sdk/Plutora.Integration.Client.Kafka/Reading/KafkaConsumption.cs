using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Client.Kafka.Reading;

/// <summary>One of librdkafka's consumers: what is here already comes at once, what is not is waited for off the caller's thread.</summary>
internal sealed partial class KafkaConsumption : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private const int LooksAWhile = 100;
    private readonly ILogger _logger;
    private readonly bool _joins;
    private volatile Error? _refused;

    /// <summary>Makes a consumer.</summary>
    /// <param name="config">Its settings.</param>
    /// <param name="logger">Told of interruptions.</param>
    /// <param name="joins">Whether it becomes a member of its group; one that does not needs no right to it.</param>
    /// <param name="with">Adds handlers.</param>
    public KafkaConsumption(ConsumerConfig config, ILogger logger, bool joins, Action<ConsumerBuilder<byte[]?, byte[]?>>? with = null)
    {
        (_logger, _joins) = (logger, joins);
        var builder = new ConsumerBuilder<byte[]?, byte[]?>(config).SetErrorHandler((_, error) => Told(error)).SetLogHandler((_, _) => { })
            .SetKeyDeserializer(Bytes.Read).SetValueDeserializer(Bytes.Read);
        with?.Invoke(builder);
        Consumer = builder.Build();
    }

    public IConsumer<byte[]?, byte[]?> Consumer { get; }

    private HubException? Refused => _refused is { } error ? Refusals.Of(error) : null;

    /// <summary>What was refused while others asked, which the client tells only to who reads; null when nothing was.</summary>
    public HubException? LookForRefusal()
    {
        for (var looks = 0; looks < LooksAWhile && _refused is null; looks++)
        {
            try
            {
                Consumer.Consume(TimeSpan.FromMilliseconds(1));
            }
            catch (ConsumeException told)
            {
                Told(told.Error);
            }
        }

        return Refused;
    }

    /// <summary>The next record or end of a partition, or null where none comes for a while.</summary>
    /// <exception cref="HubException">Kafka refuses.</exception>
    public ValueTask<ConsumeResult<byte[]?, byte[]?>?> NextAsync(CancellationToken cancellationToken) =>
        TryNext(TimeSpan.Zero) is { } here ? new(here) : new(Task.Run(() => Wait(cancellationToken), cancellationToken));

    // Leaving a group and closing connections take their moments.
    public async ValueTask DisposeAsync() => await Task.Run(() =>
    {
        try
        {
            Consumer.Close();
        }
        catch (KafkaException gone)
        {
            Interrupted(gone.Error.Reason);
        }

        Consumer.Dispose();
    }).ConfigureAwait(false);

    private ConsumeResult<byte[]?, byte[]?>? Wait(CancellationToken cancellationToken)
    {
        for (var looks = 0; looks < LooksAWhile; looks++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryNext(Look) is { } next)
            {
                return next;
            }
        }

        return null;
    }

    private ConsumeResult<byte[]?, byte[]?>? TryNext(TimeSpan wait)
    {
        try
        {
            if (Consumer.Consume(wait) is { } result)
            {
                return result;
            }
        }
        catch (ConsumeException passing)
        {
            Told(passing.Error);
        }

        return Refused is { } refused ? throw refused : null;
    }

    private void Told(Error error)
    {
        if (!_joins && error.Code == ErrorCode.GroupAuthorizationFailed)
        {
            // The client asks for every group's coordinator, whether it joins or not.
            return;
        }

        if (Refusals.Of(error) is not null)
        {
            _refused = error;
        }
        else
        {
            Interrupted(error.Reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka is interrupted and goes on by itself: {Reason}")]
    private partial void Interrupted(string reason);

    /// <summary>Bytes as they are; null stays null, unlike in the client's own.</summary>
    private sealed class Bytes : IDeserializer<byte[]?>
    {
        public static Bytes Read { get; } = new();

        public byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : data.ToArray();
    }
}
