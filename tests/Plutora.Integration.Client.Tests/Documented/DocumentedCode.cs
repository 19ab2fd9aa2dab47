using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Client.Reading;
using Plutora.Integration.Client.Subscribing;
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
}
