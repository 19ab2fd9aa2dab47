using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>Takes requests for actions: checks them whole, and keeps them in the log before it answers.</summary>
public sealed class ActionDesk
{
    private const int MostKey = 200;
    private readonly IEventLog _log;
    private readonly ActionRouter _router;
    private readonly ActionBook _book;
    private readonly Func<string, InstanceRunner?> _runners;
    private readonly ActionSettings _settings;
    private readonly ActionArguments _arguments = new();
    private readonly string _hub;
    private readonly TimeProvider _time;

    internal ActionDesk(IEventLog log, ActionRouter router, ActionBook book, Func<string, InstanceRunner?> runners, ActionSettings settings, string hub, TimeProvider time) =>
        (_log, _router, _book, _runners, _settings, _hub, _time) = (log, router, book, runners, settings, hub, time);

    /// <summary>Takes an action: once this returns it, it is durable, and will be carried out once, or told as failed or unknown.</summary>
    /// <param name="order">What is asked.</param>
    /// <param name="by">The API key by which it is asked.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    public async Task<ActionAcceptance> AcceptAsync(ActionOrder order, ApiKey by, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(order.IdempotencyKey) || order.IdempotencyKey.Length > MostKey)
        {
            return Refused(new(RefusalKind.Invalid, $"Give an idempotencyKey of your own, up to {MostKey} characters (such as a UUID): asked again with it, the action is not carried out twice."));
        }

        // Before anything else: what was taken stands, whatever became of its target since.
        var id = ActionOrder.IdOf(by.Name, order.IdempotencyKey);
        if (await _book.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known.Content == order.Content()
                ? new(known, false, null)
                : Refused(new(RefusalKind.KeyTaken, $"The idempotencyKey '{order.IdempotencyKey}' was used for another action ({known.Action}, {known.Id}). Ask with a key of its own."));
        }

        var (route, refusal) = await CheckAsync(order, by, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return Refused(refusal);
        }

        var now = _time.GetUtcNow();
        var entry = new ActionEntry
        {
            Id = id,
            Action = order.Action,
            Target = route!.Target?.ToString(),
            Instance = route.Instance.Id,
            Container = order.Container,
            Arguments = order.Arguments.Clone(),
            IdempotencyKey = order.IdempotencyKey,
            IfVersion = order.IfVersion,
            By = by.Name,
            Role = by.Role,
            Content = order.Content(),
            RequestedAt = now,
            ChangedAt = now,
        };
        await using var transaction = await _log.BeginAsync("actions.desk", cancellationToken).ConfigureAwait(false);
        transaction.Append(ActionTopics.Request(_hub, entry));
        transaction.PutState(ActionBook.AskedStore, id, entry.Write(), id);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new(entry, true, null);
    }

    /// <summary>Whether an order was taken before.</summary>
    internal async Task<bool> IsTakenAsync(ActionOrder order, ApiKey by, CancellationToken cancellationToken) =>
        order.IdempotencyKey is { Length: > 0 } key && await _book.FindAsync(ActionOrder.IdOf(by.Name, key), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Tells what an action would change, where its connector can.</summary>
    public async Task<PreviewOutcome> PreviewAsync(ActionOrder order, ApiKey by, CancellationToken cancellationToken)
    {
        var (route, refusal) = await CheckAsync(order, by, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return new(null, refusal);
        }

        if (!route!.Offer.CanPreview)
        {
            return new(null, new(RefusalKind.Invalid, $"'{order.Action}' of connector '{route.Instance.Connector}' has no preview."));
        }

        if (_runners(route.Instance.Id)?.Connector is not { } connector)
        {
            return new(null, new(RefusalKind.Unavailable, $"Instance '{route.Instance.Id}' is not open now; look at it with GET /api/v1/instances/{route.Instance.Id}."));
        }

        var now = _time.GetUtcNow();
        var asked = new ActionEntry
        {
            Id = Guid.NewGuid().ToString("n"),
            Action = order.Action,
            Target = route.Target?.ToString(),
            Instance = route.Instance.Id,
            Container = order.Container,
            Arguments = order.Arguments,
            IdempotencyKey = "",
            By = by.Name,
            Content = "",
            RequestedAt = now,
            ChangedAt = now,
        };
        try
        {
            return new(await connector.PreviewAsync(await _router.RequestAsync(asked, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false), null);
        }
        catch (ConnectorException fault)
        {
            return new(null, new(RefusalKind.Unavailable, fault.Message));
        }
    }

    /// <summary>Settles an action that ended unknown: by a person's word, or by another look at the tool.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="outcome">Succeeded or failed; null looks at the tool again.</param>
    /// <param name="by">The API key by which it is asked.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    /// <returns>Null when it was taken, else why not.</returns>
    public async Task<ActionRefusal?> SettleAsync(string id, ActionStatus? outcome, ApiKey by, CancellationToken cancellationToken)
    {
        if (await _book.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } entry)
        {
            return new(RefusalKind.NotFound, $"There is no action '{id}'.");
        }

        if (NotAllowed(entry.Action, entry.Instance, entry.Target is null ? null : Model.Identity.EntityId.Parse(entry.Target).Entity, by) is { } refusal)
        {
            return refusal;
        }

        if (entry.Status is not (ActionStatus.Unknown or ActionStatus.Running))
        {
            return new(RefusalKind.Invalid, $"Action '{id}' is {entry.Status.ToString().ToLowerInvariant()}; only one that ended unknown, or that runs and is no longer watched, is settled.");
        }

        var order = new SettleOrder(outcome, by.Name, by.Role, _time.GetUtcNow());
        await _log.AppendAsync([ActionTopics.Settle(_hub, entry, order)], cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>What may be asked of an entity, or of an instance where something is created.</summary>
    public IReadOnlyList<Sdk.Actions.ActionDescriptor> Offers(string instance, string? entity) => _router.Offers(instance, entity);

    private async Task<(ActionRoute? Route, ActionRefusal? Refusal)> CheckAsync(ActionOrder order, ApiKey by, CancellationToken cancellationToken)
    {
        var (route, refusal) = await _router.FindAsync(order, cancellationToken).ConfigureAwait(false);
        if (route is not null && NotAllowed(order.Action, route.Instance.Id, route.Target?.Entity, by) is { } notAllowed)
        {
            return (null, notAllowed);
        }

        if (route is null)
        {
            return (null, refusal);
        }

        if (order.IfVersion is not null && route.Target is null)
        {
            return (null, new(RefusalKind.Invalid, "ifVersion is of a target, and none is named."));
        }

        var faults = await _arguments.FaultsAsync(route.Offer, order.Arguments).ConfigureAwait(false);
        return faults.Count > 0
            ? (null, new(RefusalKind.Invalid, $"The arguments of {order.Action} are wrong.") { Faults = [.. faults.Select(f => f.Message)], Arguments = faults })
            : route.Instance.Paused
            ? (null, new(RefusalKind.Unavailable, $"Instance '{route.Instance.Id}' is paused; resume it with POST /api/v1/instances/{route.Instance.Id}/resume."))
            : (route, null);
    }

    private ActionRefusal? NotAllowed(string action, string instance, string? entity, ApiKey by)
    {
        var least = _settings.Roles.GetValueOrDefault(action, Role.Operator);
        if (by.Role < least)
        {
            return new(RefusalKind.NotAllowed, $"The action '{action}' needs a key of role {least.ToString().ToLowerInvariant()} (setting actions.roles); this one is {by.Role.ToString().ToLowerInvariant()}.");
        }

        // What is created is of a kind that nobody knows yet: a scope of kinds does not hold it.
        var allowed = by.Scope.AllowsInstance(instance) && (entity is null ? by.Scope.Entities.Count == 0 : by.Scope.AllowsEntity(entity));
        return allowed ? null : new(RefusalKind.NotAllowed, $"This key's scope does not hold {(entity is null ? "all kinds of entities" : $"{entity} entities")} of instance '{instance}'.");
    }

    private static ActionAcceptance Refused(ActionRefusal refusal) => new(null, false, refusal);
}
