using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Plutora.Integration.Client.Acting;
using Plutora.Integration.Client.Kafka.Acting;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Client.Kafka.Tests;

/// <summary>Actions are asked for by topic.</summary>
public sealed class ActionInboxTests
{
    private static readonly ActionCall Call = new("close-ticket", "deployed-1") { Target = "SHOP-7" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_reaches_the_hub_s_group_as_it_was_signed()
    {
        await using var hub = await HubLog.StartAsync(SignedAction.Topic);
        using var inbox = new KafkaActionInbox(hub.Options, "ci", "plk_test", TimeProvider.System);
        await inbox.SendAsync(Call, Ct);
        await inbox.SendAsync(Call, Ct);

        await using var consumer = await hub.Log.SubscribeAsync(new("actions.inbox", TopicFilter.Exact(SignedAction.Topic), LogStart.Earliest), Ct);
        var records = new List<LogRecord>();
        while (records.Count < 2)
        {
            var batch = await consumer.ReadAsync(50, Ct);
            records.AddRange(batch.Records);
            await consumer.AcknowledgeAsync(batch, Ct);
        }

        Assert.All(records, record =>
        {
            Assert.Equal("SHOP-7", record.Key);
            Assert.Equal("deployed-1", JsonElement.Parse(record.Value!.Value.Span).GetProperty("idempotencyKey").GetString());
            var again = SignedAction.Of(Call, "ci", "plk_test", DateTimeOffset.FromUnixTimeSeconds(long.Parse(record.Header("plutora-time")!, System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(again.Headers, record.Headers.Where(h => again.Headers.ContainsKey(h.Key)).ToDictionary());
            Assert.True(record.Value!.Value.Span.SequenceEqual(again.Body.Span));

            // As docs/subscribers/actions.md says it, which the hub's own test holds as well.
            var secret = HMACSHA256.HashData("plk_test"u8.ToArray(), "plutora.actions.inbox.v1"u8.ToArray());
            byte[] signed = [.. Encoding.UTF8.GetBytes($"plutora.actions.inbox.v1\nci\n{record.Header("plutora-time")}\n"), .. record.Value!.Value.Span];
            Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(secret, signed)), record.Header("plutora-signature"));
            Assert.DoesNotContain("plk_test", string.Join(' ', record.Headers) + Encoding.UTF8.GetString(record.Value!.Value.Span), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Where_the_inbox_is_off_there_is_no_such_topic()
    {
        await using var hub = await HubLog.StartAsync();
        var options = hub.Options;
        options.RequestTimeout = TimeSpan.FromSeconds(5);
        using var inbox = new KafkaActionInbox(options, "ci", "plk_test", TimeProvider.System);
        await Assert.ThrowsAnyAsync<KafkaException>(() => inbox.SendAsync(Call, Ct));
    }

    [Fact]
    public void Options_that_cannot_be_used_are_told() =>
        Assert.Contains("BootstrapServers is missing", Assert.Throws<ArgumentException>(() => new KafkaActionInbox(new(), "ci", "plk_test", TimeProvider.System)).Message, StringComparison.Ordinal);
}
