using Plutora.Integration.Connectors.Git.Tests.Support;

namespace Plutora.Integration.Connectors.Git.Tests.History;

/// <summary>A history of 3,000 commits; <c>benchmarks</c> measures the same of 100,000.</summary>
public sealed class LargeHistoryTests : IAsyncLifetime
{
    private const int Commits = 3_000;
    private readonly Repository _repository = new();

    public async ValueTask InitializeAsync()
    {
        using var stream = new MemoryStream();
        await GeneratedHistory.WriteAsync(stream, Commits, TestContext.Current.CancellationToken);
        _repository.GitReading(stream.ToArray(), "fast-import", "--quiet", "--done");
    }

    [Fact]
    public async Task Cut_after_every_few_pages_and_restarted_it_is_told_once_without_a_gap()
    {
        await using var polled = new Polled(_repository.Folder);
        var cuts = new Random(7);
        for (var before = -1; polled.Told.Count > before;)
        {
            before = polled.Told.Count;
            await polled.ReadAsync("commit", cutAfter: cuts.Next(1, 5));
            await polled.RestartAsync();
        }

        Assert.Equal(Commits, polled.Told.Count);
        Assert.Equal(_repository.Reached(), polled.Commits.ToHashSet());
        Assert.Empty(polled.Faults);

        // Three tags and a merged side branch need no place of their own in the cursor.
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(polled.Cursor("commit").Value, "[0-9a-f]{40}"));
    }

    [Fact]
    public async Task A_page_is_the_same_however_often_it_is_asked_for()
    {
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("commit", cutAfter: 11);
        var cursor = polled.Cursor("commit");
        var once = await polled.ReadAsync("commit", cutAfter: 1);
        _repository.Git("gc", "--quiet");
        polled.SetCursor("commit", cursor);
        var again = await polled.ReadAsync("commit", cutAfter: 1);
        Assert.Equal(once.Select(r => r.Json.ToArray()), again.Select(r => r.Json.ToArray()));
        Assert.Equal(100, again.Count);
    }

    public ValueTask DisposeAsync()
    {
        _repository.Dispose();
        return ValueTask.CompletedTask;
    }
}
