using System.Diagnostics;
using Plutora.Integration.EventLog.Kafka;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Benchmarks.Kafka;

/// <summary>The hub as users start it, with the shipped mapping of pull requests; the records are written by another process of the same log, so that their storing is not counted, as it is not for the others.</summary>
internal sealed class HubPeer(string address, string folder, string prefix) : Peer
{
    private const int PageSize = 500;
    private readonly ResultCounter _counter = new(address, prefix + "cdm.pull-request.v1");
    private KafkaEventLog? _log;

    public override string Name => "hub";

    public override string Title => "hub (guard, shipped mapping, merge by owner, aliases, references, links, exactly once)";

    public override IReadOnlyList<string> Topics => [];

    public override async Task StartAsync()
    {
        var home = Path.Combine(folder, "hub");
        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(Path.Combine(home, "plutora.yaml"), $$"""
            log: { engine: kafka, kafka: { bootstrapServers: "{{address}}", topicPrefix: {{prefix}} } }
            instances:
              - { id: github-main, connector: github, options: {}, paused: true }
            """);
        var url = $"http://127.0.0.1:{FreePorts.InARow(1)}";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Plutora.Integration.Hub.dll"), "--urls", url]) { RedirectStandardOutput = true };
        start.Environment["PLUTORA_HOME"] = home;
        Process = Process.Start(start)!;
        Process.OutputDataReceived += (_, _) => { };
        Process.BeginOutputReadLine();
        using var http = new HttpClient();
        while (!await ReadyAsync(http, url))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        _log = await KafkaEventLog.OpenAsync(new(address, Path.Combine(folder, "writer")) { TopicPrefix = prefix });
        while ((await _log.TopicsAsync()).All(t => t.Definition.Name != "raw.github-main.pull-request"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    public override async Task FeedAsync(IEnumerable<SourceRecord> records, int results)
    {
        foreach (var page in records.Chunk(PageSize))
        {
            var now = TimeProvider.System.GetUtcNow();
            await _log!.AppendAsync([.. page.Select(r => new RawRecord("github-main", r, RecordOrigin.Webhook, now, now, null, null) { Partial = true }.ToEntry())]);
        }

        _counter.WaitFor(results);
    }

    public override async ValueTask DisposeAsync()
    {
        _counter.Dispose();
        if (_log is not null)
        {
            await _log.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private static async Task<bool> ReadyAsync(HttpClient http, string url)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(url + "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
