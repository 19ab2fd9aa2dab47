using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;

namespace Plutora.Integration.Connectors.Jenkins.Actions;

/// <summary>Starts builds, and follows them out of the queue.</summary>
internal sealed class BuildStarter(JenkinsApi api, QueueFollower queue, string actionParameter)
{
    /// <summary>Name of the parameter that carries the action's id.</summary>
    public string ActionParameter => actionParameter;

    /// <summary>Starts a build.</summary>
    /// <returns>That it runs, with the record to watch; without one while it still waits in the queue.</returns>
    public async Task<ActionResult> StartAsync(string job, ImmutableSortedDictionary<string, string> parameters, string actionId, CancellationToken cancellationToken)
    {
        var definition = await CheckedAsync(job, parameters, cancellationToken).ConfigureAwait(false);
        if (definition.Parameters.ContainsKey(actionParameter))
        {
            parameters = parameters.SetItem(actionParameter, actionId);
        }

        var answer = await api.PostAsync(Request(definition, parameters), cancellationToken).ConfigureAwait(false);
        var item = QueueFollower.ItemIn(answer.Headers.GetValueOrDefault("location"));
        var build = item is { } number ? await queue.FollowAsync(job, number, cancellationToken).ConfigureAwait(false) : null;
        return Started(job, build, item);
    }

    /// <summary>Says what a build would be started with.</summary>
    public async Task<ActionPreview> PreviewAsync(string job, ImmutableSortedDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var definition = await CheckedAsync(job, parameters, cancellationToken).ConfigureAwait(false);
        var next = definition.Next is { } number ? string.Create(CultureInfo.InvariantCulture, $" #{number}") : "";
        var changes = definition.Parameters.Values.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Where(parameter => parameter.Name != actionParameter)
            .Select(parameter => new FieldChange(
                parameter.Name,
                parameter.IsSecret ? null : parameter.Default,
                parameter.IsSecret ? "(not shown)" : parameters.TryGetValue(parameter.Name, out var given) ? given : parameter.Default));
        return new($"Would start build{next} of {job}{(parameters.Count == 0 ? "." : $" with {string.Join(", ", parameters.Keys)}.")}", [.. changes]);
    }

    /// <summary>Looks for a build whose answer was lost. It is found where the job defines the parameter that carries the action's id; that it is nowhere proves nothing, since a request may still be under way.</summary>
    public async Task<ActionSettlement> SettleAsync(string job, string actionId, CancellationToken cancellationToken)
    {
        var definition = await JobDefinition.AskAsync(api, job, cancellationToken).ConfigureAwait(false);
        if (!definition.Parameters.ContainsKey(actionParameter) || await queue.FindAsync(job, actionParameter, actionId, cancellationToken).ConfigureAwait(false) is not var (build, item))
        {
            return ActionSettlement.Unknown;
        }

        build ??= await queue.FollowAsync(job, item!.Value, cancellationToken).ConfigureAwait(false);
        return new(SettlementOutcome.Done, Started(job, build, item));
    }

    private async Task<JobDefinition> CheckedAsync(string job, ImmutableSortedDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        if (parameters.ContainsKey(actionParameter))
        {
            throw ConnectorException.Permanent($"Parameter '{actionParameter}' carries the action's id and cannot be given.");
        }

        var definition = await JobDefinition.AskAsync(api, job, cancellationToken).ConfigureAwait(false);
        definition.Check(parameters);
        return definition;
    }

    // A job that defines parameters is started by a form of them, one that defines none by the form of its page: each refuses the other's.
    private static HttpToolRequest Request(JobDefinition job, ImmutableSortedDictionary<string, string> parameters) => job.Parameters.Count > 0
        ? new HttpToolRequest($"{ItemName.Path(job.FullName)}buildWithParameters") { Form = parameters }.With("delay", "0sec")
        : new HttpToolRequest($"{ItemName.Path(job.FullName)}build") { Form = ImmutableDictionary<string, string>.Empty }.With("json", "{}").With("delay", "0sec");

    private static ActionResult Started(string job, QueuedBuild? build, long? item)
    {
        var id = build is null ? null : ItemName.Build(job, build.Number);
        var values = new StartedBuild { Id = id, Number = build?.Number.ToString(CultureInfo.InvariantCulture), Url = build?.Url, QueueItem = item };
        return new()
        {
            Values = JsonSerializer.SerializeToElement(values, ActionJson.Default.StartedBuild),
            Running = true,
            WatchRecord = id is null ? null : new(JenkinsStreams.Build, id),
        };
    }
}
