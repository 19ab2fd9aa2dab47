using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>Who asks for actions by topic with Kafka's own client and what the documentation says of the signature: nothing of ours signs, writes or reads.</summary>
/// <param name="broker">The broker, which knows the user <see cref="User"/>.</param>
/// <param name="prefix">What the topics begin with.</param>
/// <param name="name">Name of the API key.</param>
/// <param name="key">The API key.</param>
internal sealed class ForeignCaller(GuardedBroker broker, string prefix, string name, string key)
{
    /// <summary>The user of Kafka that it comes as.</summary>
    public const string User = "caller";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>A request with the headers that prove who asks.</summary>
    public Message<string, byte[]> Signed(string body, DateTimeOffset at)
    {
        var (value, seconds) = (Encoding.UTF8.GetBytes(body), at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        var secret = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), "plutora.actions.inbox.v1"u8.ToArray());
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes($"plutora.actions.inbox.v1\n{name}\n{seconds}\n"), .. value]));
        var headers = new Headers();
        foreach (var (header, text) in new[] { ("plutora-key", name), ("plutora-time", seconds), ("plutora-signature", signature) })
        {
            headers.Add(header, Encoding.UTF8.GetBytes(text));
        }

        return new() { Key = "a", Value = value, Headers = headers };
    }

    /// <summary>Writes to a topic behind the prefix.</summary>
    /// <exception cref="ProduceException{TKey, TValue}">The broker did not take it.</exception>
    public async Task WriteAsync(string topic, params IReadOnlyList<Message<string, byte[]>> messages)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig(Client()) { Acks = Acks.All, MessageTimeoutMs = 60_000 }).Build();
        foreach (var message in messages)
        {
            await producer.ProduceAsync(prefix + topic, message, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Reads what became of requests, from the beginning on, until something holds of all that was told.</summary>
    public IReadOnlyList<(string Type, string Action, JsonElement Told)> Ends(Func<IReadOnlyList<(string Type, string Action, JsonElement Told)>, bool> enough)
    {
        // Partitions are assigned and nothing is committed, so that no group is needed; the client asks for one all the same, and says that it may not.
        using var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig(Client()) { GroupId = "none", EnableAutoCommit = false, IsolationLevel = IsolationLevel.ReadCommitted }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = admin.GetMetadata(prefix + "actions.completed.v1", TimeSpan.FromSeconds(30)).Topics.Single();
        consumer.Assign(topic.Partitions.Select(p => new TopicPartitionOffset(topic.Topic, p.PartitionId, Offset.Beginning)));
        var told = new List<(string, string, JsonElement)>();
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        waiting.CancelAfter(Limit);
        while (!enough(told))
        {
            try
            {
                var read = consumer.Consume(waiting.Token);
                told.Add((Encoding.UTF8.GetString(read.Message.Headers.GetLastBytes("ce_type")), read.Message.Key, JsonElement.Parse(read.Message.Value)));
            }
            catch (ConsumeException fault) when (fault.Error.Code == ErrorCode.GroupAuthorizationFailed)
            {
            }
        }

        return told;
    }

    private Dictionary<string, string> Client() => new()
    {
        ["bootstrap.servers"] = broker.GuardedAddress,
        ["security.protocol"] = "sasl_plaintext",
        ["sasl.mechanism"] = "PLAIN",
        ["sasl.username"] = User,
        ["sasl.password"] = GuardedBroker.PasswordOf(User),
    };
}
