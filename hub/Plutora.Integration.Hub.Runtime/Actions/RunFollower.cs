using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Normalizing;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>
/// Follows what an action set going in a tool to its end: by the entity that its record became or that it mentions, whoever reads that, and by asking the tool for the record now and then
/// where its connector can, so that nobody waits for the next poll.
/// </summary>
internal sealed class RunFollower(IEventLog log, Func<string, InstanceRunner?> instances, ActionRouter router, ActionBook book, FreshRecords records, ActionSettings settings, TimeProvider time)
{
    // A build takes minutes: whoever waits for it is not kept waiting by a few seconds more.
    private static readonly Backoff Looking = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    // As RunState and Outcome are written.
    private const string Finished = "finished", Skipped = "skipped", Success = "success";

    /// <summary>Waits between two questions to the tool, where it does not ask for longer ones.</summary>
    public Backoff Asking { get; init; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));

    /// <summary>Waits until the run has ended, or was not seen to end for as long as is followed.</summary>
    /// <returns>The action as it ended; null when it was settled by other means meanwhile.</returns>
    public async Task<ActionEntry?> FollowAsync(ActionEntry action, CancellationToken stop)
    {
        var (asked, askAt) = (0, time.GetUtcNow());
        var replacement = new Replacement();
        for (var looks = 1; ; looks++)
        {
            try
            {
                if (await StepAsync(action, stop).ConfigureAwait(false) is (true, var ended))
                {
                    return ended;
                }

                // What a record mentions comes to the owner of the entity later than the record's own state does: how it ended may be on its way.
                if (!await IsReplacedAsync(action, stop).ConfigureAwait(false))
                {
                    replacement.Deny();
                }
                else if (replacement.IsSettled)
                {
                    return Ended(action, ActionStatus.Failed, ActionFailure.Unsuccessful, $"'{action.WatchEntity}' was not seen to end before another took its place.");
                }
                else if (replacement.Settles(await MessagesAsync(stop).ConfigureAwait(false)))
                {
                    continue;
                }

                if (time.GetUtcNow() >= askAt)
                {
                    var retryAt = await AskAsync(action, stop).ConfigureAwait(false);
                    askAt = time.GetUtcNow() + Asking.After(++asked, 0);
                    askAt = retryAt > askAt ? retryAt.Value : askAt;
                    continue;
                }
            }
            catch (LogException)
            {
                // The log is away; the run goes on in the tool.
            }

            await Task.Delay(Looking.After(looks, 0), time, stop).ConfigureAwait(false);
        }
    }

    private async Task<(bool Over, ActionEntry? Ended)> StepAsync(ActionEntry action, CancellationToken stop)
    {
        if (await book.FindAsync(action.Id, stop).ConfigureAwait(false) is not { Status: ActionStatus.Running })
        {
            return (true, null);
        }

        var now = time.GetUtcNow();
        return await EndAsync(action, stop).ConfigureAwait(false) is { } ended
            ? (true, ended)
            : now - action.RequestedAt <= TimeSpan.FromHours(settings.FollowHours)
            ? (false, null)
            : (true, action with { Following = false, Reason = $"'{action.Watch}' was not seen to end within {settings.FollowHours} hours (setting actions.followHours). Look at the tool and settle it.", ChangedAt = now });
    }

    // What the record became says how it ended; of several entities the first that tells.
    private async Task<ActionEntry?> EndAsync(ActionEntry action, CancellationToken cancellationToken)
    {
        foreach (var id in action.WatchEntity is { } named ? [named] : await EntitiesAsync(action.Watch!, cancellationToken).ConfigureAwait(false))
        {
            if (await log.GetStateAsync(OwnerBatch.EntityStore, id, cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                continue;
            }

            var entity = EntityStateFormat.Read(stored, id);
            if (entity.Deleted)
            {
                return Ended(action, ActionStatus.Unknown, null, $"'{id}' is gone, and how it ended was not seen. Look at the tool and settle it.");
            }

            var state = Text(entity.Published, "state");
            if (state == Skipped)
            {
                return Ended(action, ActionStatus.Failed, ActionFailure.Unsuccessful, $"'{id}' was skipped.");
            }

            if (state == Finished)
            {
                return Text(entity.Published, "outcome") switch
                {
                    null => Ended(action, ActionStatus.Unknown, null, $"'{id}' has ended and does not say how. Look at the tool and settle it."),
                    Success => Ended(action, ActionStatus.Succeeded, null, null),
                    var outcome => Ended(action, ActionStatus.Failed, ActionFailure.Unsuccessful, $"'{id}' ended with {outcome}{(Text(entity.Published, "sourceOutcome") is { } told && told != outcome ? $" ({told})" : "")}."),
                };
            }
        }

        return null;
    }

    // The record was read in a newer version than the one that it last mentioned the entity in.
    private async Task<bool> IsReplacedAsync(ActionEntry action, CancellationToken cancellationToken)
    {
        if (action.WatchEntity is not { } id
            || await log.GetStateAsync(OwnerBatch.EntityStore, id, cancellationToken).ConfigureAwait(false) is not { } stored
            || await RecordAsync(action.Watch!, cancellationToken).ConfigureAwait(false) is not { } record)
        {
            return false;
        }

        var said = EntityStateFormat.Read(stored, id).Contributions.Values.FirstOrDefault(c => c.RawKey == action.Watch);
        return said is not null && said.Stamp.Version != record.Stamp.Version;
    }

    private async Task<IReadOnlyList<GroupLag>> MessagesAsync(CancellationToken cancellationToken) =>
        [.. (await log.LagAsync(Normalizer.Group, cancellationToken).ConfigureAwait(false)).Where(l => l.Topic == OwnerTopic.Name)];

    // A partial stream keeps what it knows by shape, under the record as a whole.
    private async Task<IReadOnlyList<string>> EntitiesAsync(string record, CancellationToken cancellationToken)
    {
        if (await RecordAsync(record, cancellationToken).ConfigureAwait(false) is not { } known)
        {
            return [];
        }

        var entities = known.Entities.ToList();
        foreach (var shape in known.Shapes)
        {
            entities.AddRange((await RecordAsync(shape, cancellationToken).ConfigureAwait(false))?.Entities ?? []);
        }

        return [.. entities.Distinct()];
    }

    private async Task<RecordState?> RecordAsync(string key, CancellationToken cancellationToken) =>
        await log.GetStateAsync(OwnerBatch.RecordStore, key, cancellationToken).ConfigureAwait(false) is { } stored ? RecordStateFormat.Read(stored, key) : null;

    // When the tool may be asked again, where it said so.
    private async Task<DateTimeOffset?> AskAsync(ActionEntry action, CancellationToken cancellationToken)
    {
        // instance/stream/record id; the id may hold slashes.
        var (stream, id) = action.Watch!.Split('/', 3) is [_, var second, var rest] ? (second, rest) : ("", "");
        if (instances(action.Instance) is not { Connector: { } connector } runner || runner.Definition.Paused || runner.Descriptor.Streams.FirstOrDefault(s => s.Id == stream) is not { CanFetch: true } declared)
        {
            return null;
        }

        try
        {
            // What a target set going is in the container that the target is in.
            var container = action.Container ?? (action.Target is { } target ? (await router.RecordAsync(target, cancellationToken).ConfigureAwait(false))?.Container : null);
            await records.FetchAsync(connector, runner.Definition, declared, new(stream, id, container), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception fault) when (fault is not (LogException or OperationCanceledException))
        {
            // The tool is asked again later; polls and webhooks go on beside this.
            return (fault as ConnectorException)?.RetryAt;
        }
    }

    private ActionEntry Ended(ActionEntry action, ActionStatus status, ActionFailure? failure, string? reason) =>
        action with { Status = status, Failure = failure, Reason = reason, Following = false, ChangedAt = time.GetUtcNow() };

    private static string? Text(FieldSet? entity, string field) => entity is not null && entity.TryGetValue(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>How sure it is that a run was replaced before it ended: its record names another, and all that was on its way to owners by then has come to them.</summary>
    private sealed class Replacement
    {
        private IReadOnlyList<GroupLag>? _sent;

        /// <summary>Whether the run's end, had it been told, would be known by now.</summary>
        public bool IsSettled { get; private set; }

        /// <summary>The record names the run.</summary>
        public void Deny() => (_sent, IsSettled) = (null, false);

        /// <summary>The record names another run.</summary>
        /// <param name="now">What is on its way to owners.</param>
        /// <returns>Whether this settles it: the run is looked at once more.</returns>
        public bool Settles(IReadOnlyList<GroupLag> now)
        {
            _sent ??= now;
            return IsSettled = _sent.All(s => now.Any(n => n.Partition == s.Partition && (n.Lag == 0 || n.AcknowledgedOffset >= s.EndOffset)));
        }
    }
}
