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
        if (args is ["bare", var address, var workers])
        {
            var threads = Enumerable.Range(0, int.Parse(workers, CultureInfo.InvariantCulture)).Select(n => new Thread(() => new BareLoop(address, n).Run())).ToList();
            threads.ForEach(t => t.Start());
            threads.ForEach(t => t.Join());
            return 0;
        }

        var records = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 20_000;
        var only = args is [_, .. var named] ? named : [];
        var peers = only.Except([Small, Large], StringComparer.Ordinal).ToList();
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
                await SizeAsync(server, new(file, small), small, records, peers, Path.Combine(folder, small ? "small" : "large"), output);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SizeAsync(KafkaServer server, Payloads payloads, bool small, int records, List<string> only, string folder, TextWriter output)
    {
        var bytes = payloads.Make(1).Json.Length;
        double? hub = null;
        foreach (var make in (Func<Peer>[])[() => new HubPeer(server.Address, folder, small ? "s." : "l."), () => new BarePeer(server.Address), () => new BentoPeer(server.Address, folder), () => new ConnectPeer(server, folder)])
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
            hub ??= rate;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"| {bytes / 1000.0:F1} KB | {peer.Title} | {records / took.TotalSeconds:N0} | {rate:N0} | {rate / hub:F2} | {spent.TotalMicroseconds / records:N0} µs | {peer.Resident >> 20} MB |"));
        }

        await DropAsync(server.Address);
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
