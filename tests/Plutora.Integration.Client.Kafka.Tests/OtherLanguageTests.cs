using System.Collections.Concurrent;
using System.Diagnostics;
using Plutora.Integration.Client.Tests.Hubs;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Kafka.Tests;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Kafka.Tests;

/// <summary>The documented consumer in Java reads the topics with nothing of ours.</summary>
public sealed class OtherLanguageTests
{
    [Fact]
    public async Task The_documented_consumer_in_Java_reads_each_event_once_and_goes_on_where_it_was()
    {
        Broker.SkipIfMissing();
        Assert.SkipUnless(await CompilesAsync(), "NO JDK: 'java' here cannot run a source file (apt-get install default-jdk-headless), so docs/subscribers/PullRequests.java is not run.");
        await using var hub = await HubLog.StartAsync();
        await hub.PublishAsync(Events.PullRequest("git", "1", 1), Events.PullRequest("git", "1", 2, "größer") with { Cause = EventCause.Replay }, Events.PullRequest("git", "2", 1, change: EntityChange.Deleted));
        await hub.Log.AppendAsync([new LogEntry(HubLog.Topic, "git/pull-request/2", null), HubLog.Entry(Events.PullRequest("git", "1", 2))], TestContext.Current.CancellationToken);
        await using var java = new JavaConsumer(hub);
        await java.UntilAsync(3);
        Assert.Equal(["git/pull-request/1 1 upserted live {", "git/pull-request/1 2 upserted {", "git/pull-request/2 1 deleted live {"], java.Lines.Select(l => l[..(l.IndexOf('{', StringComparison.Ordinal) + 1)]).Order());
        Assert.Contains(java.Lines, l => System.Text.Json.JsonElement.Parse(l[l.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("title").GetString() == "größer");
        await hub.PublishAsync(Events.PullRequest("git", "3", 9));
        await java.UntilAsync(4);
        await HubLog.UntilAsync(() => hub.IsCommitted("java"), "what the Java consumer read is committed");
        Assert.Equal(4, java.Lines.Count);
    }

    // Kafka's own jars lie where its script has unpacked them.
    private static string Jars() => Directory.GetDirectories(Path.GetTempPath(), "kafka-4.3.1-*").First(d => File.Exists(Path.Combine(d, "kafka-clients-4.3.1.jar")));

    private static async Task<bool> CompilesAsync()
    {
        using var java = Process.Start(new ProcessStartInfo("java", "--list-modules") { RedirectStandardOutput = true })!;
        var modules = await java.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await java.WaitForExitAsync(TestContext.Current.CancellationToken);
        return modules.Contains("jdk.compiler", StringComparison.Ordinal);
    }

    /// <summary>The consumer of the page, as it stands there, and what it printed.</summary>
    private sealed class JavaConsumer : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _lines = [];
        private readonly ConcurrentQueue<string> _errors = [];
        private readonly Process _java;

        public JavaConsumer(HubLog hub)
        {
            var start = new ProcessStartInfo("java") { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 };
            foreach (var argument in (string[])["-cp", Path.Combine(Jars(), "*"), Path.Combine(Shared.Root, "docs/subscribers/PullRequests.java"), Broker.Address, hub.Prefix + "java", hub.Prefix]) start.ArgumentList.Add(argument);
            start.Environment["LC_ALL"] = "C.UTF-8";
            _java = Process.Start(start)!;
            _java.OutputDataReceived += (_, line) => Keep(_lines, line.Data);
            _java.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
            _java.BeginOutputReadLine();
            _java.BeginErrorReadLine();
        }

        public ConcurrentQueue<string> Lines => _lines;

        public Task UntilAsync(int lines) => HubLog.UntilAsync(
            () => _java.HasExited ? throw new InvalidOperationException(string.Join('\n', _errors)) : _lines.Count >= lines, $"{lines} lines of the Java consumer");

        public async ValueTask DisposeAsync()
        {
            _java.Kill(entireProcessTree: true);
            await _java.WaitForExitAsync(CancellationToken.None);
            _java.Dispose();
        }

        private static void Keep(ConcurrentQueue<string> lines, string? line)
        {
            if (line is not null) lines.Enqueue(line);
        }
    }
}
