using System.Diagnostics;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Benchmarks.Kafka;

/// <summary>The loop by hand.</summary>
internal sealed class BarePeer(string address) : Peer
{
    private readonly ResultCounter _counter = new(address, BareLoop.Events[0]);

    public override string Name => "bare";

    public override string Title => "loop by hand (Confluent.Kafka, same hops and topics)";

    public override IReadOnlyList<string> Topics => [BareLoop.Raw, BareLoop.Owner, BareLoop.State, .. BareLoop.Events];

    public override Task StartAsync()
    {
        Process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Plutora.Integration.Benchmarks.dll"), "kafka", "bare", address, "2"]));
        return Task.CompletedTask;
    }

    public override async Task FeedAsync(IEnumerable<SourceRecord> records, int results)
    {
        await ProduceAsync(address, BareLoop.Raw, records, r => r.Json.ToArray());
        _counter.WaitFor(results);
    }

    public override ValueTask DisposeAsync()
    {
        _counter.Dispose();
        return base.DisposeAsync();
    }
}

/// <summary>bento, the open fork of Redpanda Connect, with the mapping of 18 fields from <c>../shared/tools</c>: at least once, no merge, no state, no hop.</summary>
internal sealed class BentoPeer(string address, string folder) : Peer
{
    private readonly ResultCounter _counter = new(address, "out");

    public override string Name => "bento";

    public override string Title => "bento 1.8.2 (18 fields, at least once, one topic)";

    public override IReadOnlyList<string> Topics => ["raw", "out"];

    public override async Task StartAsync()
    {
        using var tool = Process.Start(new ProcessStartInfo(Shared.Find("tools", "tool")!, ["bento"]) { RedirectStandardOutput = true })!;
        var bento = (await tool.StandardOutput.ReadToEndAsync()).Trim();
        var config = Path.Combine(folder, "bento.yaml");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(Shared.Find("tools", "bento-normalize.yaml")!)).Replace("127.0.0.1:19092", address, StringComparison.Ordinal));
        Process = Process.Start(new ProcessStartInfo(bento, ["-c", config]) { RedirectStandardOutput = true });
    }

    public override async Task FeedAsync(IEnumerable<SourceRecord> records, int results)
    {
        await ProduceAsync(address, "raw", records, Payloads.Hook);
        _counter.WaitFor(results);
    }

    public override ValueTask DisposeAsync()
    {
        _counter.Dispose();
        return base.DisposeAsync();
    }
}

/// <summary>Kafka Connect with its built-in transforms and JSON converter: takes the pull request out and keeps 12 members of it, at least once, to a file, since its transforms between topics need a connector of their own.</summary>
internal sealed class ConnectPeer(KafkaServer server, string folder) : Peer
{
    private string Output => Path.Combine(folder, "connect.out");

    public override string Name => "connect";

    public override string Title => "Kafka Connect 4.3.1 (12 members kept, none renamed or mapped, to a file)";

    public override IReadOnlyList<string> Topics => ["connect.raw"];

    public override async Task StartAsync()
    {
        Directory.CreateDirectory(folder);
        var (worker, sink) = (Path.Combine(folder, "worker.properties"), Path.Combine(folder, "sink.properties"));
        await File.WriteAllTextAsync(worker, $"""
            bootstrap.servers={server.Address}
            key.converter=org.apache.kafka.connect.storage.StringConverter
            value.converter=org.apache.kafka.connect.json.JsonConverter
            value.converter.schemas.enable=false
            offset.storage.file.filename={Path.Combine(folder, "offsets")}
            consumer.auto.offset.reset=earliest
            listeners=http://127.0.0.1:0
            """);
        await File.WriteAllTextAsync(sink, $"""
            name=sink
            connector.class=org.apache.kafka.connect.file.FileStreamSinkConnector
            tasks.max=2
            topics=connect.raw
            file={Output}
            transforms=take,keep
            transforms.take.type=org.apache.kafka.connect.transforms.ExtractField$Value
            transforms.take.field=pull_request
            transforms.keep.type=org.apache.kafka.connect.transforms.ReplaceField$Value
            transforms.keep.include=id,number,title,html_url,state,created_at,updated_at,merged_at,additions,deletions,commits,labels
            """);
        Process = server.Connect(worker, sink);
        Process.OutputDataReceived += (_, _) => { };
        Process.ErrorDataReceived += (_, _) => { };
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    public override async Task FeedAsync(IEnumerable<SourceRecord> records, int results)
    {
        await ProduceAsync(server.Address, "connect.raw", records, Payloads.Hook);
        while (!File.Exists(Output) || File.ReadLines(Output).Count() < results)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
