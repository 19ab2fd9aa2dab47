using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A process that appends in transactions until it is killed, and says on its output what was acknowledged to it.</summary>
internal static class AppendingProcess
{
    public const string Verb = "--append-until-killed";
    public const string Topic = "raw.transacted";
    public const string Store = "counters";
    public const int BatchSize = 3;
    private const int Writers = 4;

    public static Process Start(KafkaLogOptions options)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(AppendingProcess).Assembly.Location);
        foreach (var argument in (string[])[Verb, options.BootstrapServers, options.TopicPrefix, options.CacheFolder]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static async Task<int> RunAsync(string address, string prefix, string folder, TextWriter output)
    {
        await using var log = await KafkaEventLog.OpenAsync(Options(address, prefix, folder));
        await log.EnsureTopicAsync(new(Topic, 2, TopicRetention.Forever));
        var said = TextWriter.Synchronized(output);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(log, $"k{writer}", said))));
        return 0;
    }

    public static KafkaLogOptions Options(string address, string prefix, string folder) => new(address, folder) { TopicPrefix = prefix, Shares = 4, ReplicationFactor = 1 };

    private static async Task WriteAsync(KafkaEventLog log, string key, TextWriter said)
    {
        int? next = null;
        while (true)
        {
            // The id is taken over before the state is read: what a killed process left open is settled by then.
            await using var transaction = await log.BeginAsync(key);
            next ??= await transaction.GetStateAsync(Store, key) is { } last ? int.Parse(last.Span, CultureInfo.InvariantCulture) + 1 : 0;
            for (var i = 0; i < BatchSize; i++) transaction.Append(new(Topic, key, Encoding.UTF8.GetBytes((next.Value + i).ToString(CultureInfo.InvariantCulture))));
            next += BatchSize;
            transaction.PutState(Store, key, Encoding.UTF8.GetBytes((next.Value - 1).ToString(CultureInfo.InvariantCulture)));
            await transaction.CommitAsync();
            await said.WriteLineAsync($"{key} {next.Value - 1} ok");
        }
    }
}
