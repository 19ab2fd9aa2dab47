using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jenkins.Actions;

/// <summary>Takes actions, and says what each asks of Jenkins.</summary>
internal sealed class ActionDesk(JenkinsApi api, BuildStarter starter, BuildStopper stopper)
{
    public async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (request.Action == JenkinsActions.AbortBuild)
        {
            var (job, number) = BuildOf(request);
            return await stopper.StopAsync(job, number, cancellationToken).ConfigureAwait(false);
        }

        var (name, parameters) = await WantedAsync(request, cancellationToken).ConfigureAwait(false);
        return await starter.StartAsync(name, parameters, request.ActionId, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (request.Action == JenkinsActions.AbortBuild)
        {
            var (job, number) = BuildOf(request);
            return await stopper.PreviewAsync(job, number, cancellationToken).ConfigureAwait(false);
        }

        var (name, parameters) = await WantedAsync(request, cancellationToken).ConfigureAwait(false);
        return await starter.PreviewAsync(name, parameters, cancellationToken).ConfigureAwait(false);
    }

    public Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        switch (request.Action)
        {
            case JenkinsActions.AbortBuild:
                var (job, number) = BuildOf(request);
                return stopper.SettleAsync(job, number, cancellationToken);
            case JenkinsActions.Rebuild:
                return starter.SettleAsync(BuildOf(request).Job, request.ActionId, cancellationToken);
            case JenkinsActions.TriggerBuild:
                return starter.SettleAsync(JobOf(request), request.ActionId, cancellationToken);
            default:
                throw NotOffered(request);
        }
    }

    private async Task<(string Job, ImmutableSortedDictionary<string, string> Parameters)> WantedAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        switch (request.Action)
        {
            case JenkinsActions.TriggerBuild:
                var arguments = Arguments(request, ActionJson.Default.TriggerBuild);
                return string.IsNullOrEmpty(arguments.Ref)
                    ? (JobOf(request), Sorted(arguments.Parameters))
                    : throw ConnectorException.Permanent("Jenkins builds what its job is set to: 'ref' is not taken. A branch of a multibranch project is a pipeline of its own; where the job defines a parameter for it, give that.");
            case JenkinsActions.Rebuild:
                var (job, number) = BuildOf(request);
                return (job, await OfBuildAsync(job, number, Sorted(Arguments(request, ActionJson.Default.RebuildArguments).Parameters), cancellationToken).ConfigureAwait(false));
            default:
                throw NotOffered(request);
        }
    }

    // What the build had, with what is to differ.
    private async Task<ImmutableSortedDictionary<string, string>> OfBuildAsync(string job, long number, ImmutableSortedDictionary<string, string> given, CancellationToken cancellationToken)
    {
        var path = ItemName.BuildPath(job, number);
        if (await api.FindAsync(path, "number,actions[parameters[name,value]]", cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            throw ConnectorException.NotFound($"Jenkins has no build {ItemName.Build(job, number)} any more, or hides it from this user.");
        }

        using var document = ToolJson.ParseObject(answer.Body, path);
        var hidden = new List<string>();
        foreach (var parameter in document.RootElement.List("actions").SelectMany(action => action.List("parameters")))
        {
            if (parameter.Text("name") is not { Length: > 0 } name || name == starter.ActionParameter || given.ContainsKey(name))
            {
                continue;
            }

            if (JobDefinition.ValueOf(parameter) is { } value)
            {
                given = given.Add(name, value);
            }
            else
            {
                hidden.Add(name);
            }
        }

        return hidden.Count == 0 ? given
            : throw ConnectorException.Permanent($"Jenkins does not show what {string.Join(", ", hidden)} of {ItemName.Build(job, number)} was, as of passwords and files. Give it in 'parameters'.");
    }

    private static string JobOf(ActionRequest request) => request is { TargetStream: JenkinsStreams.Job, Target: { } name } && ItemName.IsValid(name)
        ? name
        : throw ConnectorException.Permanent($"'{request.Action}' needs a job as its target, which '{request.Target}' is not.");

    private static (string Job, long Number) BuildOf(ActionRequest request) => request is { TargetStream: JenkinsStreams.Build, Target: { } id } && ItemName.TryBuild(id, out var job, out var number)
        ? (job, number)
        : throw ConnectorException.Permanent($"'{request.Action}' needs a build as its target, which '{request.Target}' is not.");

    private static T Arguments<T>(ActionRequest request, JsonTypeInfo<T> type)
        where T : class, new() => request.Arguments.Deserialize(type) ?? new();

    private static ImmutableSortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string>? parameters) =>
        (parameters ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static NotSupportedException NotOffered(ActionRequest request) => new($"Action '{request.Action}' is not offered by this connector.");
}
