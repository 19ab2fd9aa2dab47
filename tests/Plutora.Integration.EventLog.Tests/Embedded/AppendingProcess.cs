using System.Diagnostics;
using System.Globalization;
using System.Text;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Tests.Embedded;

/// <summary>A process that appends until it is killed, and says on its output what was acknowledged to it.</summary>
internal static class AppendingProcess
{
    public const string Verb = "--append-until-killed";
    public const string Plain = "raw.plain";
    public const string Transacted = "raw.transacted";
    public const string Store = "counters";
    private const int Writers = 6;

    public static Process Start(string path)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(AppendingProcess).Assembly.Location);
        start.ArgumentList.Add(Verb);
        start.ArgumentList.Add(path);
        return Process.Start(start)!;
    }

    public static async Task<int> RunAsync(string path, TextWriter output)
    {
        await using var log = EmbeddedEventLog.Open(new(path));
        await log.EnsureTopicAsync(new(Plain, 3, TopicRetention.Forever));
        await log.EnsureTopicAsync(new(Transacted, 2, TopicRetention.Forever));
        var said = TextWriter.Synchronized(output);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(log, $"k{writer}", said))));
        return 0;
    }

    private static async Task WriteAsync(EmbeddedEventLog log, string key, TextWriter said)
    {
        var next = await log.GetStateAsync(Store, key) is { } last ? int.Parse(last.Span, CultureInfo.InvariantCulture) + 1 : 0;
        var plain = (await AllAsync(log, Plain)).Count(record => record.Key == key);
        while (true)
        {
            await log.AppendAsync([Entry(Plain, key, plain), Entry(Plain, key, plain + 1)]);
            await said.WriteLineAsync($"{Plain} {key} {plain + 1} ok");
            plain += 2;
            await using var transaction = await log.BeginAsync(key);
            transaction.Append(Entry(Transacted, key, next));
            transaction.PutState(Store, key, Encoding.UTF8.GetBytes(next.ToString(CultureInfo.InvariantCulture)));
            await transaction.CommitAsync();
            await said.WriteLineAsync($"{Transacted} {key} {next} ok");
            next++;
        }
    }

    public static async Task<IReadOnlyList<LogRecord>> AllAsync(EmbeddedEventLog log, string topic)
    {
        var all = new List<LogRecord>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await log.ReadAsync(new(TopicFilter.Exact(topic), from));
            if (page.Records.Count == 0) return all;
            all.AddRange(page.Records);
            from = LogStart.After(page.Next);
        }
    }

    private static LogEntry Entry(string topic, string key, int number) =>
        new(topic, key, Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture).PadRight(number * 37 % 2000)));
}
