using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Plutora.Integration.EndToEnd.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>A network that fails between hub and broker: what health, metrics and log say of it, and that it costs nothing but time.</summary>
public sealed class KafkaNetworkTests(GuardedBroker broker) : IClassFixture<GuardedBroker>
{
    // Each is a record of the size of a real webhook, so that a narrow network is felt.
    private const int BodyBytes = 22_000;

    private static readonly string[] Faults = (Environment.GetEnvironmentVariable("PLUTORA_FAULTS") ?? "latency,bandwidth,reset,half-open").Split(',');

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_network_delays_and_a_broken_one_is_told_and_neither_loses_nor_repeats_anything()
    {
        await broker.StartAsync();
        var prefix = KafkaHubs.NewPrefix();
        await broker.AllowAsync("hub", DocumentedRights.OfHub(prefix));
        await using var hub = await HubProcess.StartAsync(KafkaHubs.Settings(prefix, broker.GuardedAddress, "hub", 8), environment: KafkaHubs.EnvironmentOf("hub"));
        await KafkaHubs.AddGitHubAsync(hub);
        using var senders = IssueSenders.Start(Large, hub);
        try
        {
            await senders.MoreAsync(20);
            foreach (var fault in Faults) await UnderAsync(fault, hub, senders);
        }
        finally
        {
            await broker.Proxy.MendAsync();
        }

        await senders.StopAsync();
        await LogReading.SettledAsync(hub);
        hub.IsAlive();
        await hub.KillAsync();
        await Ledger.CheckIssuesAsync(broker.OpenAddress, prefix, [.. senders.Acknowledged]);
    }

    [Fact]
    public async Task A_hub_whose_broker_does_not_answer_ends_when_it_is_asked_to_and_says_what_it_could_not_tell()
    {
        await broker.StartAsync();
        var prefix = KafkaHubs.NewPrefix();
        await broker.AllowAsync("hub", DocumentedRights.OfHub(prefix));
        await using var hub = await HubProcess.StartAsync(KafkaHubs.Settings(prefix, broker.GuardedAddress, "hub", 120), environment: KafkaHubs.EnvironmentOf("hub"));
        await KafkaHubs.AddGitHubAsync(hub);
        Assert.Equal(HttpStatusCode.Accepted, await hub.DeliverAsync("issues", "d1", IssueDeliveries.Body(1), Ct));
        await KafkaHubs.HasAsync(hub, ["github-main/work-item/1"]);
        try
        {
            await broker.Proxy.SwallowAsync();
            // One delivery is under way, and would be for two minutes.
            var waiting = hub.AnswerAsync("issues", "d2", IssueDeliveries.Body(2), Ct);
            var asked = Stopwatch.GetTimestamp();
            await hub.TerminateAsync();
            Assert.Equal(0, await hub.EndedAsync());
            TestContext.Current.TestOutputHelper?.WriteLine($"The hub ended {Stopwatch.GetElapsedTime(asked).TotalSeconds:0.0} s after it was asked to.");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await waiting).Status);
            Assert.Contains($"Ended while no broker at '{broker.GuardedAddress}' answers: they were not told that this process leaves its groups (", hub.Output, StringComparison.Ordinal);
            Assert.Contains("normalizer", hub.Output[hub.Output.IndexOf("leaves its groups", StringComparison.Ordinal)..], StringComparison.Ordinal);
        }
        finally
        {
            await broker.Proxy.MendAsync();
        }

        // What was under way is taken once, sent again to the next start.
        await hub.StartAgainAsync();
        await KafkaHubs.OpenAsync(hub);
        Assert.Equal(HttpStatusCode.Accepted, await hub.DeliverAsync("issues", "d2", IssueDeliveries.Body(2), Ct));
        await LogReading.SettledAsync(hub);
        await hub.KillAsync();
        await Ledger.CheckIssuesAsync(broker.OpenAddress, prefix, [1, 2]);
    }

    [Fact]
    public async Task A_burst_while_no_broker_answers_is_turned_away_at_once_costs_no_memory_and_is_taken_once_when_it_is_sent_again()
    {
        const int Room = 1_048_576, Burst = 80, Flood = 100, FloodBytes = 2_000_000;
        await broker.StartAsync();
        var prefix = KafkaHubs.NewPrefix();
        await broker.AllowAsync("hub", DocumentedRights.OfHub(prefix));
        await using var hub = await HubProcess.PrepareAsync(KafkaHubs.Settings(prefix, broker.GuardedAddress, "hub", 20) + $"\nlimits: {{ waitingBytes: {Room} }}\n", environment: KafkaHubs.EnvironmentOf("hub"));
        await hub.StartAgainAsync();
        await KafkaHubs.AddGitHubAsync(hub);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(hub, 1)).Status);
        var numbers = Enumerable.Range(2, Burst).ToList();
        try
        {
            await broker.Proxy.SwallowAsync();
            var burst = numbers.ConvertAll(number => SendAsync(hub, number));
            // Those that have room wait for the log; the others are answered meanwhile.
            await Waiting.UntilAsync("all but those with room are turned away", () => burst.Count(delivery => !delivery.IsCompleted) <= Room / BodyBytes);
            var before = hub.Memory();
            var flood = await Task.WhenAll(Enumerable.Range(0, Flood).Select(async number => await hub.AnswerAsync("issues", $"flood{number}", new byte[FloodBytes], Ct)));
            var grown = hub.Memory() - before;
            Assert.All(flood, answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (answer.Status, answer.RetryAfter is not null)));
            // One of those counted above may have been on its way to be turned away, too.
            var waiting = burst.Where(delivery => !delivery.IsCompleted).ToList();
            Assert.NotEmpty(waiting);
            Assert.All(burst.Except(waiting), AssertTurnedAway);
            TestContext.Current.TestOutputHelper?.WriteLine($"{Burst - waiting.Count} of {Burst} deliveries were turned away at once, {waiting.Count} waited, and {Flood} more of {FloodBytes} bytes cost {grown / 1_000_000} MB.");
            // Between two collections 64 MB of what was dropped may lie about; to keep the flood takes three times as much.
            Assert.True(grown < Flood * FloodBytes / 2, $"The hub grew by {grown} bytes.");
            Assert.InRange(await HeldAsync(hub), 1, Room);

            // Each is told in the end; who waited may be stored nevertheless.
            Assert.All(await Task.WhenAll(burst), answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (answer.Status, answer.RetryAfter is not null)));
            await Waiting.UntilAsync("nothing waits any more", async () => await HeldAsync(hub) == 0);
        }
        finally
        {
            await broker.Proxy.MendAsync();
        }

        foreach (var number in numbers)
        {
            await Waiting.UntilAsync($"delivery {number} is taken", async () => (await SendAsync(hub, number)).Status == HttpStatusCode.Accepted);
        }

        await LogReading.SettledAsync(hub);
        hub.IsAlive();
        await hub.KillAsync();
        await Ledger.CheckIssuesAsync(broker.OpenAddress, prefix, [1, .. numbers]);

        static async Task<(HttpStatusCode Status, RetryConditionHeaderValue? RetryAfter)> SendAsync(HubProcess hub, int number) => await hub.AnswerAsync("issues", $"d{number}", Large(number).Body, Ct);

        static void AssertTurnedAway(Task<(HttpStatusCode Status, RetryConditionHeaderValue? RetryAfter)> delivery)
        {
            Assert.True(delivery.IsCompletedSuccessfully, $"{delivery.Exception}");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (delivery.Result.Status, delivery.Result.RetryAfter is not null));
        }
    }

    private async Task UnderAsync(string fault, HubProcess hub, IssueSenders senders)
    {
        var began = Stopwatch.GetTimestamp();
        var told = TestContext.Current.TestOutputHelper;
        switch (fault)
        {
            case "latency":
                await broker.Proxy.DelayAsync(500);
                await SlowAsync();
                break;
            case "bandwidth":
                await broker.Proxy.NarrowAsync(100);
                await SlowAsync();
                break;
            case "reset":
                await broker.Proxy.ResetAsync();
                await BrokenAsync();
                break;
            case "half-open":
                await broker.Proxy.SwallowAsync();
                await BrokenAsync();
                break;
            default:
                throw new ArgumentException($"'{fault}' is no fault.");
        }

        // Slower, and nothing else: it is ready all the time.
        async Task SlowAsync()
        {
            const int Taken = 12;
            var until = senders.Acknowledged.Count + Taken;
            await Waiting.UntilAsync($"{Taken} deliveries are acknowledged under {fault}", async () =>
            {
                Assert.Equal(HttpStatusCode.OK, (await KafkaHubs.HealthAsync(hub)).Status);
                return senders.Acknowledged.Count >= until;
            });
            told?.WriteLine($"{fault}: {Taken} deliveries of {BodyBytes} bytes took {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, ready all the time.");
            await broker.Proxy.MendAsync();
            await senders.MoreAsync(20);
        }

        async Task BrokenAsync()
        {
            await Waiting.UntilAsync($"the hub tells of {fault}", async () => await KafkaHubs.HealthAsync(hub) is (HttpStatusCode.ServiceUnavailable, var reason) && reason.Contains(broker.GuardedAddress, StringComparison.Ordinal));
            told?.WriteLine($"{fault}: told by /health/ready after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s.");
            Assert.Contains("plutora_log_available", await KafkaHubs.MetricAsync(hub, " 0"), StringComparison.Ordinal);
            Assert.Contains($"No broker at '{broker.GuardedAddress}' answers", hub.Output, StringComparison.Ordinal);
            await broker.Proxy.MendAsync();
            began = Stopwatch.GetTimestamp();
            await Waiting.UntilAsync($"the hub is well again after {fault}", async () => (await KafkaHubs.HealthAsync(hub)).Status == HttpStatusCode.OK);
            told?.WriteLine($"{fault}: ready again {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s after the network was mended.");
            await senders.MoreAsync(20);
            told?.WriteLine($"{fault}: 20 more deliveries were taken {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s after the network was mended.");
            Assert.Contains("The brokers answer again", hub.Output, StringComparison.Ordinal);
            Assert.Contains("plutora_log_available", await KafkaHubs.MetricAsync(hub, " 1"), StringComparison.Ordinal);
        }
    }

    private static async Task<long> HeldAsync(HubProcess hub) =>
        long.Parse((await hub.Http.GetStringAsync("/metrics", Ct)).Split('\n').Single(line => line.StartsWith("plutora_receive_waiting_bytes", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    private static (string Event, byte[] Body) Large(int number)
    {
        var text = Encoding.UTF8.GetString(IssueDeliveries.Body(number));
        return ("issues", Encoding.UTF8.GetBytes(text.Replace("\"labels\":[]", $"\"labels\":[],\"body\":\"{Noise(number)}\"", StringComparison.Ordinal)));
    }

    // Nothing that compression makes small.
    private static string Noise(int number)
    {
        var noise = new byte[BodyBytes / 2];
        new Random(number).NextBytes(noise);
        return Convert.ToHexString(noise);
    }
}
