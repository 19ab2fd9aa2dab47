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

/// <summary>The hub's engine in the place of bento.</summary>
internal sealed class EngineTopicPeer(string address) : Peer
{
    private const string Raw = "engine.raw";
    private readonly ResultCounter _counter = new(address, EngineLoop.Out);

    public override string Name => "engine";

    public override string Title => "the hub's engine, with bento's work alone (18 fields, at least once, one topic)";

    public override IReadOnlyList<string> Topics => [Raw, EngineLoop.Out];

    public override Task StartAsync()
    {
        Process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Plutora.Integration.Benchmarks.dll"), "kafka", "engine", address, Raw]));
        return Task.CompletedTask;
    }

    public override async Task FeedAsync(IEnumerable<SourceRecord> records, int results)
    {
        await ProduceAsync(address, Raw, records, Payloads.Hook);
        _counter.WaitFor(results);
    }

    public override ValueTask DisposeAsync()
    {
        _counter.Dispose();
        return base.DisposeAsync();
    }
}

/// <summary>The hub's engine in the place of Kafka Connect.</summary>
internal sealed class EngineFilePeer(string address, string folder) : Peer
{
    private const string Raw = "engine.kept";

    private string Output => Path.Combine(folder, "engine.out");

    public override string Name => "engine";

    public override string Title => "the hub's engine, with Connect's work alone (12 members, at least once, to a file)";

    public override IReadOnlyList<string> Topics => [Raw];

    public override Task StartAsync()
    {
        Directory.CreateDirectory(folder);
        Process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Plutora.Integration.Benchmarks.dll"), "kafka", "engine", address, Raw, Output]));
        return Task.CompletedTask;
    }

    public override async Task FeedAsync(IEnumerable<SourceRecord> records, int results)
    {
        await ProduceAsync(address, Raw, records, Payloads.Hook);
        await LinesAsync(Output, results);
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
        await LinesAsync(Output, results);
    }
}
