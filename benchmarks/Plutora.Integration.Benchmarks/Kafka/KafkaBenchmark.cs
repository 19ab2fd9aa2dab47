using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Plutora.Integration.Benchmarks.Kafka;

/// <summary>Raw records to normalized events on one real broker: the hub beside a loop by hand, bento and Kafka Connect, by processor time of each process alone.</summary>
internal static class KafkaBenchmark
{
    private const string Small = "small";
    private const string Large = "large";

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        // What is measured is a process of its own, which goes on until it is ended.
        switch (args)
        {
            case ["bare", var address, var workers]:
                var threads = Enumerable.Range(0, int.Parse(workers, CultureInfo.InvariantCulture)).Select(n => new Thread(() => new BareLoop(address, n).Run())).ToList();
                threads.ForEach(t => t.Start());
                threads.ForEach(t => t.Join());
                return 0;
            case ["engine", var address, var raw]:
                new EngineLoop(address, raw).RunToTopic();
                return 0;
            case ["engine", var address, var raw, var file]:
                new EngineLoop(address, raw).RunToFile(file);
                return 0;
        }

        var records = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 20_000;
        var only = args is [_, .. var named] ? named : [];
        var turns = only.Select(Turns).FirstOrDefault(n => n > 0, 1);
        var peers = only.Where(name => Turns(name) == 0).Except([Small, Large], StringComparer.Ordinal).ToList();
        var folder = Directory.CreateTempSubdirectory("plutora-bench-kafka-").FullName;
        try
        {
            await using var server = await KafkaServer.StartAsync(Path.Combine(folder, "broker"));
            if (server is null || Shared.Find("payloads", "github-webhooks", "pull_request.22.json") is not { } file)
            {
                await output.WriteLineAsync("There is no ../shared with a Kafka and payloads beside this checkout, and nothing was measured.");
                return 2;
            }

            await output.WriteLineAsync("| records of | what | records/s | records a CPU second | of the hub's | CPU a record | resident |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: |");
            foreach (var small in ((bool[])[false, true]).Where(s => !only.Contains(s ? Large : Small, StringComparer.Ordinal)))
            {
                var rows = new List<Row>();
                for (var turn = 0; turn < turns; turn++)
                {
                    rows.AddRange(await TurnAsync(server, new(file, small), records, peers, Path.Combine(folder, $"{(small ? Small : Large)}{turn}"), output));
                }

                await MediansAsync(rows, turns, output);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // How often all are measured in turn, as "x5"; 0 for what says nothing of it.
    private static int Turns(string argument) => argument.StartsWith('x') && int.TryParse(argument.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var turns) ? turns : 0;

    private static async Task<List<Row>> TurnAsync(KafkaServer server, Payloads payloads, int records, List<string> only, string folder, TextWriter output)
    {
        var bytes = payloads.Make(1).Json.Length;
        var rows = new List<Row>();
        foreach (var make in (Func<Peer>[])[() => new HubPeer(server.Address, folder, Path.GetFileName(folder) + "."), () => new BarePeer(server.Address), () => new BentoPeer(server.Address, folder), () => new EngineTopicPeer(server.Address), () => new ConnectPeer(server, folder), () => new EngineFilePeer(server.Address, folder)])
        {
            await using var peer = make();
            if (only.Count > 0 && !only.Contains(peer.Name, StringComparer.Ordinal))
            {
                continue;
            }

            await TopicsAsync(server.Address, peer.Topics);
            await peer.StartAsync();
            // A process compiles its code in its first seconds.
            var warm = Math.Max(records, 1000);
            await peer.FeedAsync(Enumerable.Range(0, warm).Select(payloads.Make), warm);
            await peer.SettledAsync();
            var (cpu, at) = (peer.Cpu, TimeProvider.System.GetTimestamp());
            await peer.FeedAsync(Enumerable.Range(warm, records).Select(payloads.Make), warm + records);
            var took = TimeProvider.System.GetElapsedTime(at);
            await peer.SettledAsync();
            var spent = peer.Cpu - cpu;
            var rate = records / spent.TotalSeconds;
            rows.Add(new($"{bytes / 1000.0:F1} KB", peer.Title, records / took.TotalSeconds, rate, rate / (rows.Count > 0 ? rows[0].PerCpuSecond : rate), spent.TotalMicroseconds / records, peer.Resident >> 20));
            await output.WriteLineAsync(rows[^1].ToString());
        }

        await DropAsync(server.Address);
        return rows;
    }

    private static async Task MediansAsync(List<Row> rows, int turns, TextWriter output)
    {
        foreach (var of in rows.GroupBy(row => row.Title).Where(_ => turns > 1))
        {
            await output.WriteLineAsync(new Row(of.First().Size, $"{of.Key}: median of {turns} turns", Median(row => row.PerSecond), Median(row => row.PerCpuSecond), Median(row => row.Share), Median(row => row.Cpu), (long)Median(row => row.Resident)).ToString());

            double Median(Func<Row, double> value) => of.Select(value).Order().ElementAt(turns / 2);
        }
    }

    /// <summary>What one of them did in one turn.</summary>
    private sealed record Row(string Size, string Title, double PerSecond, double PerCpuSecond, double Share, double Cpu, long Resident)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"| {Size} | {Title} | {PerSecond:N0} | {PerCpuSecond:N0} | {Share:F2} | {Cpu:N0} µs | {Resident} MB |");
    }

    private static async Task TopicsAsync(string address, IReadOnlyList<string> topics)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = address }).Build();
        if (topics.Count > 0)
        {
            await admin.CreateTopicsAsync(topics.Select(t => new TopicSpecification { Name = t, NumPartitions = 4, ReplicationFactor = 1 }));
        }
    }

    private static async Task DropAsync(string address)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = address }).Build();
        var topics = admin.GetMetadata(TimeSpan.FromSeconds(30)).Topics.Select(t => t.Topic).Where(t => !t.StartsWith("__", StringComparison.Ordinal)).ToList();
        await admin.DeleteTopicsAsync(topics);
        while (admin.GetMetadata(TimeSpan.FromSeconds(30)).Topics.Any(t => topics.Contains(t.Topic)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }
}
