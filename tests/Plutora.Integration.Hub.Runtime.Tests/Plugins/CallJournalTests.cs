using System.Diagnostics;
using Plutora.Integration.Hub.Runtime.Plugins.Journal;

namespace Plutora.Integration.Hub.Runtime.Tests.Plugins;

public sealed class CallJournalTests : IAsyncDisposable
{
    private readonly PluginBench _bench = new();

    private string Home => Path.Combine(_bench.Root, "home");

    private string JournalPath => Path.Combine(Home, "calls.journal");

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_plugin_that_ends_the_process_in_a_read_starts_last_then_later_and_stays_stopped_after_five_ends()
    {
        _bench.Drop("FailFast");
        _bench.Drop("Good");

        // The first start knows nothing; each of the four next holds the crasher back for longer, behind the healthy one.
        await AssertRunAsync(crashes: true, "crasher 0 0 started");
        for (var end = 1; end < 5; end++)
        {
            await AssertRunAsync(crashes: true, "healthy 0 0 started", $"crasher {end} {5 << (end - 1)} started");
        }

        await AssertRunAsync(crashes: false, "healthy 0 0 started", "crasher 5 80 stopped");
        await AssertRunAsync(crashes: false, "healthy 0 0 started", "crasher 5 80 stopped");

        using (var journal = CallJournal.Open(Home))
        {
            Assert.Contains("is stopped: the hub ended uncleanly 5 times in a row while its call 'read:thing' was in flight", journal.Find("crasher")!.Reason, StringComparison.Ordinal);
            journal.Forget("crasher");
            Assert.Null(journal.Find("crasher"));
        }

        await AssertRunAsync(crashes: true, "crasher 0 0 started");
    }

    [Fact]
    public void A_completed_call_clears_what_is_held_against_it_and_another_call_does_not()
    {
        Crash(j => j.Begin("a", "read:issue"));
        using var journal = CallJournal.Open(Home);
        Assert.True(journal.EndedUncleanly);

        journal.Begin("a", "check").Dispose();
        Assert.Equal(1, journal.Find("a")!.UncleanEnds);

        journal.Begin("a", "read:issue").Dispose();
        Assert.Null(journal.Find("a"));
    }

    [Fact]
    public void Of_two_calls_in_flight_one_completed_clears_the_past_and_the_other_still_counts_at_the_next_end()
    {
        Crash(j =>
        {
            j.Begin("a", "receive");
            j.Begin("a", "receive").Dispose();
        });

        using var journal = CallJournal.Open(Home);
        Assert.Equal(1, journal.Find("a")!.UncleanEnds);
    }

    [Fact]
    public void A_clean_end_holds_nothing_back_even_with_a_call_given_up()
    {
        var journal = CallJournal.Open(Home);
        var late = journal.Begin("a", "read:issue");
        journal.Dispose();
        late.Dispose();

        using var next = CallJournal.Open(Home);
        Assert.False(next.EndedUncleanly);
        Assert.Null(next.Find("a"));
    }

    [Fact]
    public void A_journal_can_be_open_once_only()
    {
        using var journal = CallJournal.Open(Home);

        Assert.Throws<IOException>(() => CallJournal.Open(Home));
    }

    [Fact]
    public void A_newer_format_a_damaged_file_and_a_cut_file_are_refused_with_the_remedy()
    {
        CallJournal.Open(Home).Dispose();
        var whole = File.ReadAllBytes(JournalPath);

        File.WriteAllBytes(JournalPath, [.. whole[..8], 2, .. whole[9..]]);
        Assert.Contains("has format 2, this hub knows 1", Assert.Throws<InvalidDataException>(() => CallJournal.Open(Home)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(JournalPath, whole[..5]);
        Assert.Contains("is damaged: delete it", Assert.Throws<InvalidDataException>(() => CallJournal.Open(Home)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(JournalPath, whole[..^1]);
        Assert.Contains("delete it", Assert.Throws<InvalidDataException>(() => CallJournal.Open(Home)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slots_of_forgotten_instances_are_used_again()
    {
        using var journal = CallJournal.Open(Home);
        for (var i = 0; i < 5000; i++)
        {
            journal.Begin($"instance-{i}", "check").Dispose();
            journal.Forget($"instance-{i}");
        }

        Assert.Null(journal.Find("instance-4999"));
    }

    // What a killed process leaves: the file as it stood while the journal was open.
    private void Crash(Action<CallJournal> work)
    {
        byte[] left;
        using (var journal = CallJournal.Open(Home))
        {
            work(journal);
            var copy = JournalPath + ".left";
            using var process = Process.Start(new ProcessStartInfo("cp", [JournalPath, copy]))!;
            process.WaitForExit();
            left = File.ReadAllBytes(copy);
        }

        File.WriteAllBytes(JournalPath, left);
    }

    private async Task AssertRunAsync(bool crashes, params string[] lines)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(PluginBench.Built("CrashHost"), "CrashHost.dll"), Home, _bench.Dropped])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(lines, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(crashes == (process.ExitCode != 0), await error);
        if (crashes)
        {
            Assert.Contains("the plugin ends the process", await error, StringComparison.Ordinal);
        }
    }
}
