using System.Text;
using Microsoft.Data.Sqlite;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Tests.Embedded;

/// <summary>Fixtures/format-1.db was written by the first version of the engine: 60 records in raw.git.commit, of which group "mapper" took 45 in one transaction.</summary>
public sealed class FormatTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_of_format_1_is_migrated_with_all_it_holds()
    {
        using var folder = new TempFolder();
        var path = OldLog(folder);
        for (var opened = 0; opened < 2; opened++)
        {
            await using var log = EmbeddedEventLog.Open(new(path));
            Assert.Equal("eb89198c6cae0f42", log.Name);
            Assert.Equal(["cdm.commit.v1", "dead-letter", "raw.git.commit"], (await log.TopicsAsync(Ct)).Select(topic => topic.Definition.Name));
            Assert.Equal(new("raw.git.commit", 3, TopicRetention.Compact(TimeSpan.FromDays(90))), (await log.TopicsAsync(Ct))[2].Definition);
            var raw = await AppendingProcess.AllAsync(log, "raw.git.commit");
            Assert.Equal(Enumerable.Range(0, 60).Select(i => $"commit-{i % 40}"), raw.Select(record => record.Key));
            Assert.Equal(Enumerable.Range(0, 59).Select(i => $"{{\"n\":{i}}}"), raw.SkipLast(1).Select(record => Encoding.UTF8.GetString(record.Value!.Value.Span)));
            Assert.Null(raw[59].Value);
            Assert.Equal(("59", "Zoë", new DateTimeOffset(2026, 1, 2, 4, 3, 5, TimeSpan.Zero)), (raw[59].Header("version"), raw[59].Header("who"), raw[59].AppendedAt));
            Assert.Equal([20_000, 0], (await AppendingProcess.AllAsync(log, "dead-letter")).Select(record => record.Value!.Value.Length));
            Assert.Equal(45, (await AppendingProcess.AllAsync(log, "cdm.commit.v1")).Count);
            Assert.Equal("cursor-45", Encoding.UTF8.GetString((await log.GetStateAsync("cursors", "git/commit", Ct))!.Value.Span));
            Assert.Equal(15, (await log.LagAsync("mapper", Ct)).Sum(lag => lag.Lag));
        }
    }

    [Fact]
    public async Task A_migrated_log_goes_on_where_it_stood()
    {
        using var folder = new TempFolder();
        await using var log = EmbeddedEventLog.Open(new(OldLog(folder)));
        var after = await log.ReadAsync(new(TopicFilter.Exact("raw.git.commit"), LogStart.After(new("eb89198c6cae0f42.50"))), Ct);
        await log.AppendAsync([new("raw.git.commit", "new", "v"u8.ToArray())], Ct);
        var rest = await log.ReadAsync(new(TopicFilter.Exact("raw.git.commit"), LogStart.After(after.Next)), Ct);
        Assert.Equal("new", Assert.Single(rest.Records).Key);
        await using var mapper = await log.SubscribeAsync(new("mapper", TopicFilter.Prefix("raw."), LogStart.Earliest), Ct);
        Assert.Equal(16, (await mapper.ReadAsync(100, Ct)).Records.Count);
    }

    [Fact]
    public void A_newer_format_is_refused_and_left_as_it_is()
    {
        using var folder = new TempFolder();
        var path = OldLog(folder);
        Execute(path, "PRAGMA user_version = 99");
        var before = File.ReadAllBytes(path);
        var refused = Assert.Throws<LogException>(() => EmbeddedEventLog.Open(new(path)));
        Assert.Equal(LogError.FormatUnknown, refused.Error);
        Assert.Contains("format 99", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_database_of_something_else_is_refused_and_left_as_it_is()
    {
        using var folder = new TempFolder();
        Execute(folder.File("other.db"), "CREATE TABLE t(x)");
        var before = File.ReadAllBytes(folder.File("other.db"));
        Assert.Equal(LogError.FormatUnknown, Assert.Throws<LogException>(() => EmbeddedEventLog.Open(new(folder.File("other.db")))).Error);
        Assert.Equal(before, File.ReadAllBytes(folder.File("other.db")));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("notes.txt"), string.Concat(Enumerable.Repeat("not a database. ", 100)));
        var refused = Assert.Throws<LogException>(() => EmbeddedEventLog.Open(new(folder.File("notes.txt"))));
        Assert.Equal(LogError.FormatUnknown, refused.Error);
        Assert.StartsWith("not a database", File.ReadAllText(folder.File("notes.txt")), StringComparison.Ordinal);
    }

    private static string OldLog(TempFolder folder)
    {
        var path = folder.File("log.db");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", "format-1.db"), path);
        return path;
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
