using System.Collections.Concurrent;
using System.Net;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.EventLog.Kafka.Tests;
using Plutora.Integration.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>CDEvents of a hub on a real Kafka: each transition once on the topic, and each at the receiver, over a kill.</summary>
public sealed class KafkaCdEventsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_hub_tells_each_transition_once_on_the_topic_and_brings_each_to_the_receiver()
    {
        Broker.SkipIfMissing();
        using var sink = new Sink();
        var prefix = KafkaHubs.NewPrefix();
        await using var hub = await HubProcess.StartAsync($$"""
            {{KafkaHubs.Settings(prefix)}}
            cdEvents: { publish: true, receivers: [{ id: sink, url: "{{sink.Address}}", from: earliest, causes: [live, backfill, replay] }] }
            """);
        await KafkaHubs.AddGitHubAsync(hub);
        foreach (var number in Enumerable.Range(1, 20)) Assert.Equal(HttpStatusCode.Accepted, await hub.DeliverAsync("issues", $"d{number}", IssueDeliveries.Body(number), Ct));
        await Waiting.UntilAsync("the receiver has some events", () => sink.Ids.Count > 3);
        await hub.KillAsync();
        await hub.StartAgainAsync();
        await KafkaHubs.OpenAsync(hub);
        foreach (var number in Enumerable.Range(21, 20)) Assert.Equal(HttpStatusCode.Accepted, await hub.DeliverAsync("issues", $"d{number}", IssueDeliveries.Body(number), Ct));
        await LogReading.SettledAsync(hub);
        await Waiting.UntilAsync("the receiver has an event of each issue", () => Enumerable.Range(1, 40).All(n => sink.Ids.Keys.Any(id => id.StartsWith($"github-main/work-item/{n}@", StringComparison.Ordinal))));

        var published = (await CommittedTopic.ReadAsync(prefix + "cdevents.v1")).Select(r => r.Headers["ce_id"]).ToList();
        Assert.Equal(published.Count, published.Distinct().Count());
        await Waiting.UntilAsync("the receiver has every event that was published", () => published.All(sink.Ids.ContainsKey));
        Assert.Empty(sink.Ids.Keys.Except(published));
    }

    /// <summary>A receiver that takes everything.</summary>
    private sealed class Sink : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Sink()
        {
            Address = $"http://127.0.0.1:{FreePorts.InARow(1)}/";

            _listener.Prefixes.Add(Address);
            _listener.Start();
            _ = TakeAsync();
        }

        public string Address { get; }

        /// <summary>The ids of the events that came.</summary>
        public ConcurrentDictionary<string, byte> Ids { get; } = [];

        public void Dispose() => _listener.Close();

        private async Task TakeAsync()
        {
            while (true)
            {
                try
                {
                    var call = await _listener.GetContextAsync();
                    Ids[Uri.UnescapeDataString(call.Request.Headers["ce-id"]!)] = 0;
                    call.Response.StatusCode = 202;
                    call.Response.Close();
                }
                catch (Exception ended) when (ended is ObjectDisposedException or HttpListenerException or InvalidOperationException)
                {
                    // A connection that the killed hub left, or the end.
                    if (!_listener.IsListening) return;
                }
            }
        }
    }
}
