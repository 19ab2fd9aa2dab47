using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Model.Links;
using Plutora.Integration.Model.References;

namespace Acme.DeliveryMetrics;

/// <summary>
/// Writes down what each entity says, in the transaction in which the subscription's position commits. Nothing is counted here: what is counted depends on entities that come earlier or later, in any order.
/// </summary>
internal static class FactHandlers
{
    public static Subscription Subscription() =>
        new Subscription("delivery-metrics", "cdm.application.v1", "cdm.service.v1", "cdm.environment.v1", "cdm.deployment.v1", "cdm.commit.v1", "cdm.link.v1")
            .Handle<Application>(ApplicationAsync)
            .Handle<Service>(ServiceAsync)
            .Handle<DeploymentEnvironment>(EnvironmentAsync)
            .Handle<Deployment>(DeploymentAsync)
            .Handle<Commit>(CommitAsync)
            .Handle<Link>(LinkAsync)
            .StartOverWhenPositionIsLost();

    private static async ValueTask ApplicationAsync(EntityEvent<Application> e, CancellationToken cancellationToken)
    {
        await ForgetAsync(e, ["application", "part"], cancellationToken);
        if (e is { IsDeleted: false, Entity: { } application })
        {
            await RunAsync(e, "INSERT INTO application (said_by, name) VALUES (@by, @name)", cancellationToken, ("@name", application.Name));
            await PartsAsync(e, e.Event.Subject, [.. application.Repositories ?? [], .. application.Services ?? []], cancellationToken);
        }
    }

    private static async ValueTask ServiceAsync(EntityEvent<Service> e, CancellationToken cancellationToken)
    {
        await ForgetAsync(e, ["part"], cancellationToken);
        if (e is { IsDeleted: false, Entity: { } service })
        {
            await PartsAsync(e, e.Event.Subject, service.Repositories ?? [], cancellationToken);
            await PartsAsync(e, service.Application?.Id, [Reference.To(e.Event.Subject)], cancellationToken);
        }
    }

    private static async ValueTask EnvironmentAsync(EntityEvent<DeploymentEnvironment> e, CancellationToken cancellationToken)
    {
        await ForgetAsync(e, ["production"], cancellationToken);
        if (e is { IsDeleted: false, Entity.Kind: EnvironmentKind.Production })
        {
            await RunAsync(e, "INSERT INTO production (said_by) VALUES (@by)", cancellationToken);
        }
    }

    // One that failed, or that took something back, away or merely started it anew, delivers nothing.
    private static async ValueTask DeploymentAsync(EntityEvent<Deployment> e, CancellationToken cancellationToken)
    {
        await ForgetAsync(e, ["deployment", "deployed"], cancellationToken);
        if (e is { IsDeleted: false, Entity: { State: RunState.Finished, Outcome: Outcome.Success } deployment } && deployment.Kind is not (DeploymentKind.Rollback or DeploymentKind.Restart or DeploymentKind.Removal))
        {
            await RunAsync(
                e, "INSERT INTO deployment (said_by, finished, production, environment, application, service, repository) VALUES (@by, @finished, @production, @environment, @application, @service, @repository)", cancellationToken,
                ("@finished", (deployment.FinishedAt ?? deployment.UpdatedAt ?? e.Event.Time).ToUnixTimeMilliseconds()),
                ("@production", deployment.EnvironmentKind == EnvironmentKind.Production), ("@environment", Id(deployment.Environment)),
                ("@application", Id(deployment.Application)), ("@service", Id(deployment.Service)), ("@repository", Id(deployment.Repository)));
            foreach (var sha in new[] { deployment.Commit }.Concat(deployment.Commits ?? []).Select(Sha).Where(s => s is not null).Distinct())
            {
                await RunAsync(e, "INSERT INTO deployed (said_by, sha) VALUES (@by, @sha)", cancellationToken, ("@sha", sha));
            }
        }
    }

    private static async ValueTask CommitAsync(EntityEvent<Commit> e, CancellationToken cancellationToken)
    {
        await ForgetAsync(e, ["change", "parent"], cancellationToken);
        if (e is { IsDeleted: false, Entity: { } commit } && (commit.CommittedAt ?? commit.AuthoredAt) is { } at)
        {
            await RunAsync(e, "INSERT INTO change (said_by, sha, committed) VALUES (@by, @sha, @committed)", cancellationToken, ("@sha", commit.Sha), ("@committed", at.ToUnixTimeMilliseconds()));
            foreach (var parent in (commit.Parents ?? []).Select(Sha).Where(s => s is not null).Distinct())
            {
                await RunAsync(e, "INSERT INTO parent (said_by, sha, parent) VALUES (@by, @sha, @parent)", cancellationToken, ("@sha", commit.Sha), ("@parent", parent));
            }
        }
    }

    // What the catalog binds, and what two tools have of one thing.
    private static async ValueTask LinkAsync(EntityEvent<Link> e, CancellationToken cancellationToken)
    {
        await ForgetAsync(e, ["part", "same"], cancellationToken);
        if (e is not { IsDeleted: false, Entity: { From.Id: { } from, To.Id: { } to } link }) return;
        switch (link.Relation)
        {
            case LinkRelation.Contains:
                await PartsAsync(e, from, [link.To], cancellationToken);
                break;
            case LinkRelation.BelongsTo:
                await PartsAsync(e, to, [link.From], cancellationToken);
                break;
            case LinkRelation.SameAs:
                await RunAsync(e, "INSERT INTO same (said_by, one, other) VALUES (@by, @one, @other)", cancellationToken, ("@one", from.ToString()), ("@other", to.ToString()));
                break;
        }
    }

    private static async ValueTask PartsAsync(EventDelivery e, EntityId? whole, IEnumerable<Reference> parts, CancellationToken cancellationToken)
    {
        foreach (var part in whole is null ? [] : parts.Select(Id).Where(p => p is not null).Distinct())
        {
            await RunAsync(e, "INSERT INTO part (said_by, whole, part) VALUES (@by, @whole, @part)", cancellationToken, ("@whole", whole.ToString()), ("@part", part));
        }
    }

    // An event holds the whole entity: what it said before is replaced.
    private static async ValueTask ForgetAsync(EventDelivery e, IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables) await RunAsync(e, $"DELETE FROM {table} WHERE said_by = @by", cancellationToken);
    }

    private static async ValueTask RunAsync(EventDelivery e, string sql, CancellationToken cancellationToken, params (string, object?)[] values)
    {
        await using var command = e.CreateCommand(sql, [("@by", e.Event.Subject.ToString()), .. values]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string? Id(Reference? reference) => reference?.Id?.ToString();

    // A commit is its hash, whichever tool told it: several may, and it may be deployed before any has.
    private static string? Sha(Reference? reference) => reference?.Id?.Key ?? reference?.Alias;
}
