using Microsoft.EntityFrameworkCore;
using Npgsql;
using Plutora.Integration.Client.Publishing;
using Plutora.Integration.Client.Tests.Documented;
using Plutora.Integration.Client.Tests.Hubs;

namespace Plutora.Integration.Client.Tests.Publishing;

/// <summary>The outbox on a real PostgreSQL, by Entity Framework.</summary>
public sealed class PostgresTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_saved_by_Entity_Framework_is_published_once_with_its_transaction_and_never_without_it()
    {
        var (options, outbox) = await PrepareAsync("one");
        await using var hub = await RunningHub.StartAsync();
        using var http = new HttpClient();
        var pump = new OutboxPump(outbox, new(http, await hub.ServiceAsync("planner")), TimeProvider.System);

        await using (var context = new PlannerContext(options))
        {
            await DocumentedCode.RenameAsync(context, outbox, "7", "Spring", Ct);
            await DocumentedCode.RenameAsync(context, outbox, "7", "Summer", Ct);
        }

        await using (var context = new PlannerContext(options))
        await using (var transaction = await context.Database.BeginTransactionAsync(Ct))
        {
            context.Releases.Add(new() { Id = "8", Name = "Never", Version = 1 });
            await context.SaveChangesAsync(Ct);
            await DbOutbox.EnqueueAsync(Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(transaction), [ServiceDatabase.Release("planner", "8", "Never", 1)], Ct);
        }

        while (await pump.SendNextAsync(Ct))
        {
        }

        Assert.Equal([("7", "1"), ("7", "2")], (await hub.SettledEventsAsync("cdm.release.v1")).Select(e => (e.Subject.Key, e.RecordVersion!)));
        Assert.Equal(0, await outbox.WaitingAsync(Ct));
    }

    [Fact]
    public async Task Changes_made_beside_each_other_are_published_once_each_and_in_order_by_two_pumps()
    {
        var (options, outbox) = await PrepareAsync("two");
        await using var hub = await RunningHub.StartAsync();
        using var http = new HttpClient();
        var connection = await hub.ServiceAsync("planner");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var pumps = Enumerable.Range(0, 2).Select(_ => new OutboxPump(outbox, new(http, connection), TimeProvider.System, new() { BatchSize = 3, PollInterval = TimeSpan.FromMilliseconds(5) }).RunAsync(stop.Token)).ToArray();
        await Parallel.ForEachAsync(Enumerable.Range(0, 4), Ct, async (release, ct) =>
        {
            for (var i = 0; i < 15; i++)
            {
                await using var context = new PlannerContext(options);
                await DocumentedCode.RenameAsync(context, outbox, $"{release}", $"Name {i}", ct);
            }
        });
        while (await outbox.WaitingAsync(Ct) > 0)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(pumps));
        var published = (await hub.SettledEventsAsync("cdm.release.v1")).GroupBy(e => e.Subject.Key);
        Assert.Equal(4, published.Count());
        Assert.All(published, release => Assert.Equal(Enumerable.Range(1, 15).Select(v => $"{v}"), release.Select(e => e.RecordVersion)));
    }

    private async Task<(DbContextOptions<PlannerContext> Options, DbOutbox Outbox)> PrepareAsync(string database)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ToString();
        var options = new DbContextOptionsBuilder<PlannerContext>().UseNpgsql(connectionString).Options;
        await using var context = new PlannerContext(options);
        await context.Database.EnsureCreatedAsync(Ct);
        var outbox = DocumentedCode.OutboxOf(connectionString);
        await outbox.CreateTableAsync(Ct);
        return (options, outbox);
    }
}
