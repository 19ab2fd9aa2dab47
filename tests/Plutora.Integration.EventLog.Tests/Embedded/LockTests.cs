using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Tests.Embedded;

public sealed class LockTests
{
    [Fact]
    public async Task A_second_process_on_the_file_is_refused_until_the_first_is_gone_even_by_a_kill()
    {
        using var folder = new TempFolder();
        var path = folder.File("log.db");
        using var first = AppendingProcess.Start(path);
        await first.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var refused = Assert.Throws<LogException>(() => EmbeddedEventLog.Open(new(path)));
        Assert.Equal(LogError.InUse, refused.Error);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("another process", refused.Message, StringComparison.Ordinal);
        first.Kill();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var log = EmbeddedEventLog.Open(new(path));
        Assert.Equal(2, (await log.TopicsAsync(TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public async Task A_log_opened_twice_in_one_process_is_refused_too()
    {
        using var folder = new TempFolder();
        await using var first = EmbeddedEventLog.Open(new(folder.File("log.db")));
        Assert.Equal(LogError.InUse, Assert.Throws<LogException>(() => EmbeddedEventLog.Open(new(folder.File("log.db")))).Error);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_named()
    {
        using var folder = new TempFolder();
        var refused = Assert.Throws<LogException>(() => EmbeddedEventLog.Open(new(folder.File("nowhere/log.db"))));
        Assert.Equal(LogError.StorageFailed, refused.Error);
        Assert.Contains("folder does not exist", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are of Unix");
            return;
        }

        using var folder = new TempFolder();
        await using var log = EmbeddedEventLog.Open(new(folder.File("log.db")));
        await log.EnsureTopicAsync(new("a", 1, TopicRetention.Forever), TestContext.Current.CancellationToken);
        foreach (var file in new[] { "log.db", "log.db-wal" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File(file)));
    }
}
