using System.Collections.Concurrent;
using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Audit;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>Keeps how far an action has come, with what is told of it, in one transaction.</summary>
internal delegate Task Keep(ActionEntry action, IReadOnlyList<LogEntry> told);

/// <summary>
/// Carries one action out: asks the tool at most once, unless the action is idempotent or the tool has said or shown that nothing was done. That it is
/// being asked is kept before it is, so that a hub that ends in between leaves an answer to be looked for and not a question to be repeated (rule 30 of state).
/// </summary>
internal sealed class ActionRunner(Func<string, InstanceRunner?> instances, ActionRouter router, ActionConflict conflict, RunFollower follower, ActionEchoes echoes, FreshRecords records, ActionSettings settings, string hub, TimeProvider time)
{
    private const int MostAttempts = 5;
    private const int AtOncePerInstance = 4;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _slots = new(StringComparer.Ordinal);

    /// <summary>Waits for a try after a failure of the tool's.</summary>
    public Backoff Backoff { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>Carries an action on from where it stands until it is over.</summary>
    /// <param name="action">The action.</param>
    /// <param name="keep">Keeps each step.</param>
    /// <param name="stop">The hub ends: nothing new is begun.</param>
    /// <param name="abandon">What is under way is let go.</param>
    public async Task RunAsync(ActionEntry action, Keep keep, CancellationToken stop, CancellationToken abandon)
    {
        var slot = _slots.GetOrAdd(action.Instance, _ => new(AtOncePerInstance));
        await slot.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            for (var waits = 0; !IsAnswered(action);)
            {
                stop.ThrowIfCancellationRequested();
                action = await StepAsync(action, keep, abandon).ConfigureAwait(false);
                if (IsAnswered(action))
                {
                    await EndAsync(action, keep, echoes.Release(action)).ConfigureAwait(false);
                }
                else
                {
                    action = await WaitAsync(action, ++waits, keep, stop).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            slot.Release();
        }
    }

    /// <summary>Follows one that the tool works on to its end, and keeps how it ended.</summary>
    public async Task FollowAsync(ActionEntry action, Keep keep, CancellationToken stop)
    {
        if (await follower.FollowAsync(action, stop).ConfigureAwait(false) is { } ended)
        {
            // Its echo was looked out for when the tool took it.
            await EndAsync(ended, keep, []).ConfigureAwait(false);
        }
    }

    /// <summary>Settles one that ended unknown, or that runs and is watched no longer.</summary>
    public async Task SettleAsync(ActionEntry action, SettleOrder order, Keep keep, CancellationToken abandon)
    {
        if (action.Status is not (ActionStatus.Unknown or ActionStatus.Running))
        {
            return;
        }

        var now = time.GetUtcNow();
        var settled = order.As switch
        {
            ActionStatus.Succeeded => action with { Status = ActionStatus.Succeeded, Following = false, Reason = $"Settled by {order.By}: it was done.", ChangedAt = now },
            ActionStatus.Failed => action with { Status = ActionStatus.Failed, Failure = ActionFailure.Settled, Following = false, Reason = $"Settled by {order.By}: it was not done.", ChangedAt = now },
            _ => await LookAsync(action, abandon).ConfigureAwait(false),
        };
        if (settled.Status != action.Status)
        {
            // What a person settles was done, if it was, a while ago.
            await EndAsync(settled, keep, echoes.Release(order.As is null ? settled : settled with { Status = ActionStatus.Failed })).ConfigureAwait(false);
        }
    }

    private async Task<ActionEntry> WaitAsync(ActionEntry action, int waits, Keep keep, CancellationToken stop)
    {
        var until = time.GetUtcNow() + Backoff.After(waits, 0);
        action = action with { TryAt = action.TryAt > until ? action.TryAt : until };
        await keep(action, echoes.Release(action)).ConfigureAwait(false);
        if (action.TryAt - time.GetUtcNow() is { } left && left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, stop).ConfigureAwait(false);
        }

        return action with { TryAt = null };
    }

    private async Task<ActionEntry> StepAsync(ActionEntry action, Keep keep, CancellationToken abandon)
    {
        if (action.Status == ActionStatus.Dispatched)
        {
            return await LostAsync(action, "The hub ended before the tool's answer was kept.", abandon).ConfigureAwait(false);
        }

        if (Open(action) is not { } open)
        {
            return Waits(action, instances(action.Instance) is null ? $"Instance '{action.Instance}' is not there any more, or not started yet." : $"Instance '{action.Instance}' is not open: {instances(action.Instance)!.State.Reason ?? "it is starting"}.");
        }

        try
        {
            if (await conflict.FindAsync(action, open.Connector, open.Descriptor, open.Definition, abandon).ConfigureAwait(false) is { } moved)
            {
                return Failed(action, ActionFailure.Conflict, moved);
            }

            var request = await router.RequestAsync(action, abandon).ConfigureAwait(false);
            await echoes.HeldAsync(action, () => keep(action, echoes.Hold(action)), abandon).ConfigureAwait(false);
            action = action with { Status = ActionStatus.Dispatched, Attempts = action.Attempts + 1, Reason = null, TryAt = null, ChangedAt = time.GetUtcNow() };
            await keep(action, []).ConfigureAwait(false);
            return Done(action, await AskAsync(open, request, action, keep, abandon).ConfigureAwait(false));
        }
        catch (ConnectorException fault)
        {
            return fault.Kind switch
            {
                ConnectorErrorKind.RateLimited or ConnectorErrorKind.Transient => Waits(action with { Status = ActionStatus.Requested, TryAt = fault.RetryAt }, fault.Message),
                ConnectorErrorKind.Ambiguous => await LostAsync(action, fault.Message, abandon).ConfigureAwait(false),
                ConnectorErrorKind.NotFound => Failed(action, ActionFailure.NotFound, fault.Message),
                ConnectorErrorKind.Conflict => Failed(action, ActionFailure.Conflict, fault.Message),
                ConnectorErrorKind.Authentication => Failed(action, ActionFailure.NotAllowed, fault.Message),
                ConnectorErrorKind.Configuration => Failed(action, ActionFailure.Misconfigured, fault.Message),
                _ => Failed(action, ActionFailure.Refused, fault.Message),
            };
        }
        catch (Exception defect) when (action.Status == ActionStatus.Dispatched && defect is not (LogException or OperationCanceledException))
        {
            // Nobody knows how far the connector came.
            return await LostAsync(action, $"The connector failed with {Plugins.Calls.MaskedDefectException.TypeOf(defect)}: {defect.Message}", abandon).ConfigureAwait(false);
        }
    }

    private async Task<ActionResult> AskAsync(OpenInstance open, ActionRequest request, ActionEntry action, Keep keep, CancellationToken abandon)
    {
        var answer = open.Connector.ExecuteAsync(request, abandon);
        if (action.Target is not null)
        {
            using var answered = CancellationTokenSource.CreateLinkedTokenSource(abandon);
            if (await Task.WhenAny(answer, Task.Delay(Owning.Echoes.Longest, time, answered.Token)).ConfigureAwait(false) != answer && !abandon.IsCancellationRequested)
            {
                await keep(action, echoes.Release(action)).ConfigureAwait(false);
            }

            await answered.CancelAsync().ConfigureAwait(false);
        }

        var result = await answer.ConfigureAwait(false);
        return result.RecordVersion is null && request is { Target: { } target, TargetStream: { } stream } && open.Descriptor.Streams.FirstOrDefault(s => s.Id == stream) is { CanFetch: true } declared
            ? result with { RecordVersion = await VersionAsync(open, declared, new(stream, target, request.Container) { Known = request.Known }, abandon).ConfigureAwait(false) }
            : result;
    }

    // The change was made whether or not it can be looked at.
    private async Task<string?> VersionAsync(OpenInstance open, StreamDescriptor stream, FetchRequest record, CancellationToken cancellationToken)
    {
        try
        {
            return (await records.FetchAsync(open.Connector, open.Definition, stream, record, cancellationToken).ConfigureAwait(false))?.Version;
        }
        catch (Exception fault) when (fault is not (LogException or OperationCanceledException))
        {
            return null;
        }
    }

    // The tool may have done it: a look at it tells, and where none can, only what may be done twice is asked again.
    private async Task<ActionEntry> LostAsync(ActionEntry action, string reason, CancellationToken abandon)
    {
        // A hub that has just started opens its instances meanwhile: the one that can tell is waited for.
        if (Open(action) is null && !IsLate(action))
        {
            return action with { Reason = $"{reason} Instance '{action.Instance}' is not open yet to look for it." };
        }

        var looked = await LookAsync(action with { Reason = reason }, abandon).ConfigureAwait(false);
        if (looked.Status is not ActionStatus.Dispatched)
        {
            return looked;
        }

        var again = Open(action)?.Offer.Idempotent == true && action.Attempts < MostAttempts && !IsLate(action);
        return again
            ? action with { Status = ActionStatus.Requested, Reason = reason }
            : action with { Status = ActionStatus.Unknown, Reason = reason + " Whether it was done is not known; look at the tool and settle it.", ChangedAt = time.GetUtcNow() };
    }

    private async Task<ActionEntry> LookAsync(ActionEntry action, CancellationToken abandon)
    {
        for (var tries = 0; tries < 3 && Open(action) is { Offer.CanSettle: true } open; tries++)
        {
            try
            {
                var settlement = await open.Connector.SettleAsync(await router.RequestAsync(action, abandon).ConfigureAwait(false), abandon).ConfigureAwait(false);
                return settlement.Outcome switch
                {
                    SettlementOutcome.Done => Done(action, settlement.Result ?? new() { Values = System.Text.Json.JsonElement.Parse("{}") }),
                    SettlementOutcome.NotDone when action.Status == ActionStatus.Dispatched && action.Attempts < MostAttempts && !IsLate(action) => action with { Status = ActionStatus.Requested, ChangedAt = time.GetUtcNow() },
                    SettlementOutcome.NotDone => Failed(action, ActionFailure.Unavailable, $"{action.Reason} The tool shows that it was not done."),
                    _ => action,
                };
            }
            catch (ConnectorException fault) when (fault.Kind is ConnectorErrorKind.Transient or ConnectorErrorKind.RateLimited)
            {
                await Task.Delay(Backoff.After(tries + 1, 0), time, abandon).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not (LogException or OperationCanceledException))
            {
                return action;
            }
        }

        return action;
    }

    private ActionEntry Done(ActionEntry action, ActionResult result) => action with
    {
        Status = result.Running ? ActionStatus.Running : ActionStatus.Succeeded,
        Failure = null,
        Reason = null,
        Result = result.Values,
        RecordVersion = result.RecordVersion,
        Watch = result.WatchRecord is { } watch ? $"{action.Instance}/{watch.Stream}/{watch.Id}" : null,
        WatchEntity = result.WatchEntity is { } entity ? new EntityId(action.Instance, entity.Entity, entity.Key).ToString() : null,
        Following = result is { Running: true, WatchRecord: not null },
        ChangedAt = time.GetUtcNow(),
    };

    private ActionEntry Waits(ActionEntry action, string reason) => IsLate(action)
        ? Failed(action, ActionFailure.Unavailable, $"Not done within {settings.TryMinutes} minutes (setting actions.tryMinutes). {reason}")
        : action with { Reason = reason };

    private ActionEntry Failed(ActionEntry action, ActionFailure failure, string reason) => action with { Status = ActionStatus.Failed, Failure = failure, Reason = reason, ChangedAt = time.GetUtcNow() };

    private static bool IsAnswered(ActionEntry action) => action.IsOver || action.Status is ActionStatus.Running;

    private bool IsLate(ActionEntry action) => time.GetUtcNow() - action.RequestedAt > TimeSpan.FromMinutes(settings.TryMinutes);

    private Task EndAsync(ActionEntry action, Keep keep, IReadOnlyList<LogEntry> also) => keep(action, [ActionTopics.Complete(hub, action), Audited(action), .. also]);

    private static LogEntry Audited(ActionEntry action)
    {
        var (result, status) = action.Status switch
        {
            ActionStatus.Succeeded => ("done", 200),
            ActionStatus.Running => ("done", 202),
            ActionStatus.Unknown => ("unknown", 504),
            _ => ("failed", action.Failure switch { ActionFailure.Conflict => 409, ActionFailure.NotFound => 404, ActionFailure.NotAllowed => 403, ActionFailure.Unavailable => 503, _ => 422 }),
        };
        var detail = string.Create(CultureInfo.InvariantCulture, $"{action.Id} {action.Status.ToString().ToLowerInvariant()}{(action.Reason is null ? "" : ": " + action.Reason)}");
        var entry = new AuditEntry(action.ChangedAt, action.By, action.Role, $"action {action.Action}", action.Target ?? $"{action.Instance}{(action.Container is null ? "" : "/" + action.Container)}", detail, result, status);
        return new(TopicNames.Audit, entry.Key, StateJson.Write(entry, RuntimeJson.Default.AuditEntry)) { Time = entry.At };
    }

    private OpenInstance? Open(ActionEntry action)
    {
        var runner = instances(action.Instance);
        var entity = action.Target is null ? null : EntityId.Parse(action.Target).Entity;
        return runner?.Connector is { } connector && !runner.Definition.Paused && runner.Descriptor.Actions.FirstOrDefault(a => a.Name == action.Action && (entity is null ? a.Entities.Count == 0 : a.Entities.Contains(entity, StringComparer.Ordinal))) is { } offer
            ? new(runner.Definition, runner.Descriptor, connector, offer)
            : null;
    }

    private sealed record OpenInstance(InstanceDefinition Definition, ConnectorDescriptor Descriptor, ConnectorInstance Connector, ActionDescriptor Offer);
}
