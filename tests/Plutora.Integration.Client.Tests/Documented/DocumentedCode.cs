using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Plutora.Integration.Client.Acting;
using Plutora.Integration.Client.Publishing;
using Plutora.Integration.Client.Reading;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Client.Tests.Publishing;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Links;

namespace Plutora.Integration.Client.Tests.Documented;

/// <summary>The code of the documentation, as it stands there.</summary>
internal static class DocumentedCode
{
    public static void Register(IServiceCollection services, string key)
    {
        services.AddPlutoraClient(options =>
        {
            options.Address = new("http://127.0.0.1:5080");
            options.Key = key;
        });
    }

    public static DbOutbox OutboxOf(string connectionString)
    {
        var outbox = new DbOutbox(() => new NpgsqlConnection(connectionString), OutboxDatabase.PostgreSql);
        return outbox;
    }

    public static async Task RenameAsync(PlannerContext context, DbOutbox outbox, string id, string name, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var release = await context.Releases.FindAsync([id], cancellationToken) ?? context.Releases.Add(new() { Id = id, Name = name }).Entity;
        (release.Name, release.Version) = (name, release.Version + 1);
        await context.SaveChangesAsync(cancellationToken);

        var told = ServiceEvent.Upserted(new Release { Id = new("planner", "release", id), Name = name }, release.Version, TimeProvider.System.GetUtcNow());
        await DbOutbox.EnqueueAsync(transaction.GetDbTransaction(), [told], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }

    public static async Task PumpAsync(HubApi api, DbOutbox outbox, Action<string> log, CancellationToken stoppingToken)
    {
        var pump = new OutboxPump(outbox, api, TimeProvider.System, new()
        {
            Interrupted = told => log($"Publishing waits {told.Wait}: {told.Reason}"),
            Refused = told => log($"The hub refused {told.Subject}: {told.Reason}"),
        });
        await pump.RunAsync(stoppingToken);
    }

    public static async Task SubscribeAsync(EventSubscriber subscriber, string connectionString, CancellationToken cancellationToken)
    {
        var store = new DbSubscriptionStore(() => new SqliteConnection(connectionString));
        await store.CreateTablesAsync(cancellationToken);

        var subscription = new Subscription("open-pull-requests", "cdm.pull-request.v1")
            .Handle<PullRequest>(async (e, ct) =>
            {
                // Within the transaction in which the position commits.
                await using var put = e.CreateCommand(
                    "INSERT OR REPLACE INTO pull_requests (id, title, open) VALUES (@id, @title, @open)",
                    ("@id", e.Event.Subject.ToString()), ("@title", e.Entity?.Title), ("@open", !e.IsDeleted && e.Entity?.State == PullRequestState.Open));
                await put.ExecuteNonQueryAsync(ct);
            })
            .StartOverWhenPositionIsLost();

        await subscriber.RunAsync(subscription, store, cancellationToken);
    }

    public static async Task<(FoundEntity<PullRequest>? Found, IReadOnlyList<Link> Links)> ReadAsync(EntityReader reader, CancellationToken cancellationToken)
    {
        var found = await reader.FindAsync<PullRequest>("owner/repo#7", cancellationToken);
        var links = await reader.LinksAsync(found!.Entity.Id.ToString(), cancellationToken);
        return (found, links);
    }

    public static async Task CloseAsync(ActionClient actions, EntityEvent<Deployment> deployment, Action<string> tell, CancellationToken cancellationToken)
    {
        var close = new CloseTicket { Resolution = "Done" };
        var call = ActionCall.Of(close, $"deployed {deployment.Event.Id}") with { Target = "SHOP-7" };
        var action = await actions.RunAsync(call, cancellationToken);
        if (action.Status is ActionStatus.Failed or ActionStatus.Unknown)
        {
            tell($"{action.Status}: {action.Reason}");
        }
    }

    public static async Task<PipelineRun> BuildAsync(ActionClient actions, string key, CancellationToken cancellationToken)
    {
        var build = await actions.RunAsync(ActionCall.Of(new TriggerBuild { Ref = "main" }, key) with { Target = "group/project" }, cancellationToken);
        var run = await actions.FollowAsync<PipelineRun>(build, r => r.State == RunState.Finished, cancellationToken);
        return run;
    }
}
