using Plutora.Integration.Hub.Runtime.Audit;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>A long audit trail is looked at from its newest entry, page by page.</summary>
public sealed class AuditHistoryTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_look_back_gives_every_entry_once_from_the_newest_while_others_are_written()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await WriteAsync(bench, 0, 1_000);
        using var history = new AuditHistory(bench.Hub.Log);
        Assert.Equal(1_000, await history.CountAsync(Ct));
        await WriteAsync(bench, 1_000, 260);
        var all = (await bench.Hub.Audit.ReadAsync(null, 5_000, Ct)).Entries.Reverse().ToList();
        Assert.Equal(1_260, all.Count);

        var seen = new List<AuditEntry>();
        long? before = null;
        do
        {
            var look = await history.LookBackAsync(new(), before, 70, Ct);
            seen.AddRange(look.Entries);
            before = look.Before;
            if (seen.Count == 700)
            {
                await WriteAsync(bench, 1_260, 300);
            }
        }
        while (before is not null);
        Assert.Equal(all, seen);

        var (from, until) = (Start.AddHours(2), Start.AddHours(11));
        var found = await history.LookBackAsync(new() { Action = "action", From = from, Until = until }, null, 5_000, Ct);
        Assert.Equal(all.Where(e => e.Action == "action close" && e.At >= from && e.At < until).Select(e => e.Target), found.Entries.Select(e => e.Target));
        Assert.Equal((null, Start.AddHours(1)), (found.Before, found.SeenBackTo));
        Assert.Equal("7", Assert.Single((await history.LookBackAsync(new() { Key = "k7", Target = "7", Until = Start.AddHours(1) }, null, 10, Ct)).Entries).Target);
    }

    private static async Task WriteAsync(StateBench bench, int first, int count)
    {
        // Those of an hour are written at the same time, in whatever order.
        foreach (var some in Enumerable.Range(first, count).Chunk(100))
        {
            await Task.WhenAll(some.Select(i => bench.Hub.Audit.WriteAsync(new(Start.AddHours(i / 100), $"k{i}", Role.Operator, i % 3 == 0 ? "action close" : "POST /keys", $"{i}", null, "done", 200), Ct)));
        }
    }
}
