using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.EventLog.Kafka.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>A hub's log moved to Kafka, and there to another number of partitions, as an administrator does it; checked by Kafka's own consumer.</summary>
public sealed class KafkaMoveTests
{
    private const int Issues = 240;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hub_moves_to_Kafka_by_a_copy_that_was_killed_and_a_subscriber_goes_on_exactly()
    {
        Broker.SkipIfMissing();
        var prefix = KafkaHubs.NewPrefix();
        await using var hub = await HubProcess.StartAsync(Settings("embedded", prefix, 4));
        await KafkaHubs.AddGitHubAsync(hub);
        await DeliverAsync(hub, Enumerable.Range(1, Issues));
        await LogReading.SettledAsync(hub);
        var (read, position) = await EventsAsync(hub, "earliest", limit: 100);
        var administrator = await KafkaHubs.AdministratorAsync(hub);
        await hub.KillAsync();

        using (var cut = Copy(hub, "--json"))
        {
            var told = JsonElement.Parse((await cut.StandardError.ReadLineAsync(Ct))!);
            Assert.Equal("records", told.GetProperty("stage").GetString());
            Assert.True(told.GetProperty("of").GetInt64() > told.GetProperty("records").GetInt64());
            cut.Kill();
            await cut.WaitForExitAsync(Ct);
        }

        Assert.Contains("--abandon", await RefusedAsync(hub), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(hub.Home, "plutora.yaml"), Settings("kafka", prefix, 4), Ct);
        Assert.Contains("not complete", await RefusedAsync(hub), StringComparison.Ordinal);
        await CopyAsync(hub, 0);
        await File.WriteAllTextAsync(Path.Combine(hub.Home, "plutora.yaml"), Settings("embedded", prefix, 4), Ct);
        Assert.Contains("was moved to Kafka", await RefusedAsync(hub), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(hub.Home, "plutora.yaml"), Settings("kafka", prefix, 4), Ct);
        await hub.StartAgainAsync(administrator);
        await GoesOnAsync(hub, read, position);
        await hub.KillAsync();
        await CheckAsync(prefix);
    }

    [Fact]
    public async Task Four_partitions_become_seven_on_Kafka_and_entities_subscribers_and_webhooks_go_on()
    {
        Broker.SkipIfMissing();
        var (prefix, next) = (KafkaHubs.NewPrefix(), KafkaHubs.NewPrefix());
        await using var hub = await HubProcess.StartAsync(Settings("kafka", prefix, 4));
        await KafkaHubs.AddGitHubAsync(hub);
        await DeliverAsync(hub, Enumerable.Range(1, Issues));
        await LogReading.SettledAsync(hub);
        var (read, position) = await EventsAsync(hub, "earliest", limit: 100);
        var file = Path.Combine(hub.Home, "next.yaml");
        await File.WriteAllTextAsync(file, Settings("kafka", next, 7), Ct);
        var running = await CopyAsync(hub, 1, "--settings", file, "--partitions", "7");
        Assert.Contains("is in use", running.Error, StringComparison.Ordinal);
        hub.IsAlive();
        await hub.KillAsync();
        await Waiting.UntilAsync("the killed hub is missed and the log copied", async () => (await CopyAsync(hub, null, "--settings", file, "--partitions", "7")).Exit == 0);
        Assert.Contains("was moved to Kafka", await RefusedAsync(hub), StringComparison.Ordinal);

        File.Move(file, Path.Combine(hub.Home, "plutora.yaml"), overwrite: true);
        await hub.StartAgainAsync();
        await GoesOnAsync(hub, read, position);
        await hub.KillAsync();
        await CheckAsync(next);
        using var tool = Broker.Tool("org.apache.kafka.tools.TopicCommand", "--bootstrap-server", Broker.Address, "--describe", "--topic", next + "raw.github-main.issue");
        Assert.Contains("PartitionCount: 7", await tool.StandardOutput.ReadToEndAsync(Ct), StringComparison.Ordinal);
    }

    // The subscriber gets what it had not, once; a repetition changes nothing, a change is one event, and what is new is taken.
    private static async Task GoesOnAsync(HubProcess hub, IReadOnlyList<string> read, string position)
    {
        Assert.Equal(100, read.Count);
        var (rest, end) = await EventsAsync(hub, position, limit: 5_000);
        Assert.Equal(Issues, read.Concat(rest).Distinct().Count());
        Assert.Equal(Issues, read.Count + rest.Count);

        await KafkaHubs.OpenAsync(hub);
        await DeliverAsync(hub, Enumerable.Range(1, Issues), "again");
        await DeliverAsync(hub, Enumerable.Range(1, 20), "later", body => body.Replace("\"updated_at\":\"2026-01-01", "\"updated_at\":\"2026-02-01", StringComparison.Ordinal).Replace("opened", "edited", StringComparison.Ordinal).Replace("\"title\":\"Issue", "\"title\":\"Later", StringComparison.Ordinal));
        await DeliverAsync(hub, Enumerable.Range(Issues + 1, 5));
        await LogReading.SettledAsync(hub);
        Assert.Equal(25, (await EventsAsync(hub, end, limit: 5_000)).Ids.Count);
        using var foreign = await hub.Http.GetAsync("/api/v1/events?topic=cdm.work-item.v1&follow=false&from=0123456789abcdef.7", Ct);
        Assert.Equal(HttpStatusCode.Gone, foreign.StatusCode);
    }

    private static async Task CheckAsync(string prefix)
    {
        var (raw, items) = await CommittedTopic.ReadAsync(prefix + "raw.github-main.issue", prefix + "cdm.work-item.v1");
        // On a busy machine the tool may give up before it has begun.
        await Waiting.UntilAsync("Kafka's own consumer has read the topics", async () =>
        {
            if (raw.Count >= Issues + 5 && items.Count >= Issues + 25) return true;
            (raw, items) = await CommittedTopic.ReadAsync(prefix + "raw.github-main.issue", prefix + "cdm.work-item.v1");
            return false;
        });
        Assert.Equal(Enumerable.Range(1, Issues + 5), raw.Select(r => int.Parse(r.Key, CultureInfo.InvariantCulture)).Distinct().Order());
        Assert.Equal(Issues + 25, items.Count);
        Assert.Equal(items.Count, items.Select(e => e.Headers["ce_id"]).Distinct().Count());
        Assert.All(items.GroupBy(e => e.Key), e => Assert.Equal(e.Select(v => v.Headers["ce_entityversion"]), e.Select(v => v.Headers["ce_entityversion"]).Distinct().Order(StringComparer.Ordinal)));
    }

    private static string Settings(string engine, string prefix, int partitions) =>
        $$"""log: { engine: {{engine}}, partitions: {{partitions}}, kafka: { bootstrapServers: "{{Broker.Address}}", topicPrefix: "{{prefix}}", replicationFactor: 1, shares: 4 } }""";

    private static async Task DeliverAsync(HubProcess hub, IEnumerable<int> numbers, string delivery = "first", Func<string, string>? change = null) =>
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (number, ct) =>
        {
            var body = Encoding.UTF8.GetString(IssueDeliveries.Body(number));
            Assert.Equal(HttpStatusCode.Accepted, await hub.DeliverAsync("issues", $"{delivery}{number}", Encoding.UTF8.GetBytes(change?.Invoke(body) ?? body), ct));
        });

    // Ids of the events behind a position, page by page up to a limit, and where to go on.
    private static async Task<(IReadOnlyList<string> Ids, string Position)> EventsAsync(HubProcess hub, string from, int limit)
    {
        var ids = new List<string>();
        while (true)
        {
            var page = await hub.Http.GetStringAsync($"/api/v1/events?topic=cdm.work-item.v1&follow=false&limit={Math.Min(500, limit - ids.Count)}&from={Uri.EscapeDataString(from)}", Ct);
            foreach (var part in page.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            {
                from = part.Split('\n').Single(line => line.StartsWith("id: ", StringComparison.Ordinal))[4..];
                if (part.StartsWith("event: end", StringComparison.Ordinal)) return (ids, from);
                if (!part.StartsWith("event: ", StringComparison.Ordinal)) ids.Add(JsonElement.Parse(part.Split("data: ")[1]).GetProperty("id").GetString()!);
            }

            if (ids.Count >= limit) return (ids, from);
        }
    }

    // A start that must fail: what the process wrote of it.
    private static async Task<string> RefusedAsync(HubProcess hub)
    {
        var before = hub.Output.Length;
        hub.Launch();
        Assert.Equal(3, await hub.EndedAsync());
        return hub.Output[before..];
    }

    private static Process Copy(HubProcess hub, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = hub.Home };
        foreach (var argument in (string[])[Places.HubProgram, "log", "copy", "--to-kafka", "--home", hub.Home, .. arguments]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task<(int Exit, string Error)> CopyAsync(HubProcess hub, int? exit, params string[] arguments)
    {
        using var process = Copy(hub, arguments);
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var error = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        TestContext.Current.TestOutputHelper?.WriteLine(await output + error);
        if (exit is { } expected) Assert.True(expected == process.ExitCode, $"Ended with {process.ExitCode}: {error}");
        return (process.ExitCode, error);
    }
}
