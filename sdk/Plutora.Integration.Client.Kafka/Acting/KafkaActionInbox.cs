using System.Text;
using Confluent.Kafka;
using Plutora.Integration.Client.Acting;

namespace Plutora.Integration.Client.Kafka.Acting;

/// <summary>
/// Asks for actions by topic, where the hub's setting <c>actions.inbox</c> is on: each request is signed with an API key and written to <c>actions.inbox.v1</c>. What became of it stands on <c>actions.completed.v1</c>, and
/// the hub tells it over HTTP. One for the process; safe for several threads.
/// </summary>
public sealed class KafkaActionInbox : IDisposable
{
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly string _topic;
    private readonly string _keyName;
    private readonly string _key;
    private readonly TimeProvider _time;

    /// <summary>Prepares it; nothing is connected to yet.</summary>
    /// <param name="options">Brokers, prefix of topics and properties, as for the subscriber.</param>
    /// <param name="keyName">Name of the API key.</param>
    /// <param name="key">The API key of an operator or administrator; it is not sent.</param>
    /// <param name="time">The clock by which requests are signed.</param>
    /// <exception cref="ArgumentException">The options cannot be used, each fault a sentence; or name or key are empty.</exception>
    public KafkaActionInbox(KafkaSubscriberOptions options, string keyName, string key, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keyName);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        (_topic, _keyName, _key, _time) = (options.TopicPrefix + SignedAction.Topic, keyName, key, time);
        _producer = new ProducerBuilder<byte[], byte[]>(options.Writing()).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Writes a request. Once this returns, the brokers have it; written twice, it is one action all the same.</summary>
    /// <param name="call">What is asked for.</param>
    /// <param name="cancellationToken">Gives up waiting; the request may be written nevertheless.</param>
    /// <exception cref="KafkaException">The brokers do not take it: no such topic (the inbox is off), no right to write to it, or none answers in time. The same call may be sent again.</exception>
    public async Task SendAsync(ActionCall call, CancellationToken cancellationToken)
    {
        var signed = SignedAction.Of(call, _keyName, _key, _time.GetUtcNow());
        var headers = new Headers();
        foreach (var (name, value) in signed.Headers)
        {
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        }

        // Requests for one entity stay in the order in which they were written.
        var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(call.Target ?? call.IdempotencyKey), Value = signed.Body.ToArray(), Headers = headers };
        await _producer.ProduceAsync(_topic, message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends it; who still waits for a write hears that it was given up.</summary>
    public void Dispose() => _producer.Dispose();
}
