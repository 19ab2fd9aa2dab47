using System.Text;
using Microsoft.Data.Sqlite;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Embedded.Whole;

namespace Plutora.Integration.EventLog.Tests.Embedded;

/// <summary>The file as a whole: cleared of what was removed, backed up while it is written, restored under a new name.</summary>
public sealed class WholeTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string LogFile => folder.File("log.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Nothing_of_what_was_removed_replaced_or_overwritten_is_left_in_any_file()
    {
        await using var log = await FilledAsync(0);
        for (var i = 0; i < 3_000; i++)
        {
            await using var transaction = await log.BeginAsync("t", Ct);
            transaction.Append(new("a", $"k{i % 50}", Text($"{{\"who\":\"Ada Lovelace\",\"filler\":\"{new string('x', i)}\"}}")));
            transaction.PutState("s", $"{i % 50}", Text($"Ada Lovelace {i}"));
            transaction.PutState("s", $"{(i + 7) % 50}", null);
            await transaction.CommitAsync(Ct);
        }

        await using (var transaction = await log.BeginAsync("t", Ct))
        {
            for (var i = 0; i < 50; i++) transaction.PutState("s", $"{i}", null);
            await transaction.CommitAsync(Ct);
        }

        Assert.True(Holds("Ada Lovelace"));
        var outcome = await log.RewriteAsync(TopicFilter.Exact("a"), record => record.Offset % 2 == 0 ? RecordRewrite.Remove : RecordRewrite.With(Text("-")), Ct);

        Assert.Equal((3_000, null), (outcome.Replaced + outcome.Removed, outcome.GoneBy));
        Assert.False(Holds("Ada Lovelace"));
    }

    [Fact]
    public async Task A_backup_made_while_transactions_run_holds_whole_ones()
    {
        await using var log = await FilledAsync(2_000);
        using var stop = new CancellationTokenSource();
        var backup = folder.File("backup.db");
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++) await PairAsync(log, i);
        }, Ct);

        Assert.True(await log.BackupAsync(backup, Ct) > 0);
        await stop.CancelAsync();
        await writing;

        var restored = folder.File("restored.db");
        LogBackup.Restore(backup, restored, replace: false, TimeProvider.System);
        await using var copy = EmbeddedEventLog.Open(new(restored));
        var (a, b) = (await CountAsync(copy, "a"), await CountAsync(copy, "b"));
        Assert.True(a >= 2_000);
        Assert.Equal(a, b);
        Assert.Equal(a.ToString(System.Globalization.CultureInfo.InvariantCulture), Encoding.UTF8.GetString((await copy.GetStateAsync("s", "count", Ct))!.Value.Span));
    }

    [Fact]
    public async Task A_restored_log_refuses_positions_from_before_and_keeps_what_it_replaces()
    {
        LogPosition before;
        string name;
        await using (var log = await FilledAsync(3))
        {
            name = log.Name;
            before = (await log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.Earliest), Ct)).Next;
            await log.BackupAsync(folder.File("backup.db"), Ct);
            await PairAsync(log, 99);
        }

        var refused = Assert.Throws<LogException>(() => LogBackup.Restore(folder.File("backup.db"), LogFile, replace: false, TimeProvider.System));
        Assert.Equal(LogError.Invalid, refused.Error);
        var kept = LogBackup.Restore(folder.File("backup.db"), LogFile, replace: true, TimeProvider.System);

        await using var restored = EmbeddedEventLog.Open(new(LogFile));
        Assert.NotEqual(name, restored.Name);
        Assert.Equal(3, await CountAsync(restored, "a"));
        var foreign = await Assert.ThrowsAsync<LogException>(async () => await restored.ReadAsync(new(TopicFilter.Exact("a"), LogStart.After(before)), Ct));
        Assert.Equal(LogError.ForeignPosition, foreign.Error);
        await using var old = EmbeddedEventLog.Open(new(kept!));
        Assert.Equal((name, 4), (old.Name, await CountAsync(old, "a")));
    }

    [Fact]
    public async Task A_log_in_use_is_not_restored_over_and_a_backup_overwrites_no_file()
    {
        await using var log = await FilledAsync(1);
        await log.BackupAsync(folder.File("backup.db"), Ct);

        Assert.Equal(LogError.InUse, Assert.Throws<LogException>(() => LogBackup.Restore(folder.File("backup.db"), LogFile, replace: true, TimeProvider.System)).Error);
        Assert.Equal(LogError.Invalid, (await Assert.ThrowsAsync<LogException>(async () => await log.BackupAsync(folder.File("backup.db"), Ct))).Error);
        Assert.Equal(LogError.Invalid, (await Assert.ThrowsAsync<LogException>(async () => await log.BackupAsync(folder.File("none/backup.db"), Ct))).Error);
        Assert.Equal(1, await CountAsync(log, "a"));
    }

    [Fact]
    public async Task Damaged_foreign_and_newer_backups_are_refused_and_nothing_is_changed()
    {
        var backup = folder.File("backup.db");
        await using (var log = await FilledAsync(500)) await log.BackupAsync(backup, Ct);
        var whole = await File.ReadAllBytesAsync(backup, Ct);
        var cut = folder.File("cut.db");
        await File.WriteAllBytesAsync(cut, whole.AsMemory(0, whole.Length / 2), Ct);
        var text = folder.File("text.db");
        await File.WriteAllTextAsync(text, new string('x', 10_000), Ct);
        var newer = folder.File("newer.db");
        File.Copy(backup, newer);
        using (var connection = new SqliteConnection($"Data Source={newer};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var empty = folder.File("empty.db");
        await File.WriteAllBytesAsync(empty, [], Ct);

        var target = folder.File("target.db");
        foreach (var (file, error) in ((string, LogError)[])[(cut, LogError.StorageFailed), (text, LogError.FormatUnknown), (newer, LogError.FormatUnknown), (empty, LogError.StorageFailed), (folder.File("none.db"), LogError.Invalid)])
        {
            var refused = Assert.Throws<LogException>(() => LogBackup.Restore(file, target, replace: false, TimeProvider.System));
            Assert.Equal(error, refused.Error);
            Assert.Contains(file, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Directory.GetFiles(folder.Path, "target.db*"), f => !f.EndsWith(".lock", StringComparison.Ordinal));
        }
    }

    private static ReadOnlyMemory<byte> Text(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task PairAsync(EmbeddedEventLog log, int i)
    {
        await using var transaction = await log.BeginAsync("pair", Ct);
        var count = await transaction.GetStateAsync("s", "count", Ct) is { } known ? int.Parse(Encoding.UTF8.GetString(known.Span), System.Globalization.CultureInfo.InvariantCulture) : 0;
        transaction.Append(new("a", $"k{i}", Text(new string('a', 500))));
        transaction.Append(new("b", $"k{i}", Text("b")));
        transaction.PutState("s", "count", Text((count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        await transaction.CommitAsync(Ct);
    }

    private static async Task<int> CountAsync(EmbeddedEventLog log, string topic)
    {
        var count = 0;
        for (var from = LogStart.Earliest; ;)
        {
            var page = await log.ReadAsync(new(TopicFilter.Exact(topic), from), Ct);
            if (page.Records.Count == 0) return count;
            count += page.Records.Count;
            from = LogStart.After(page.Next);
        }
    }

    private async Task<EmbeddedEventLog> FilledAsync(int pairs)
    {
        var log = EmbeddedEventLog.Open(new(LogFile));
        foreach (var topic in (string[])["a", "b"]) await log.EnsureTopicAsync(new(topic, 2, TopicRetention.Forever), Ct);
        for (var i = 0; i < pairs; i++) await PairAsync(log, i);
        return log;
    }

    private bool Holds(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        return Directory.GetFiles(folder.Path).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)).Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes.AsSpan().IndexOf(wanted) >= 0;
        });
    }
}
