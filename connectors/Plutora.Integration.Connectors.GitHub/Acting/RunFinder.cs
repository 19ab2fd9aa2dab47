using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>Finds the run of a workflow that an action started, where GitHub does not name it.</summary>
internal sealed class RunFinder(RepositoryAccess access, string? actionInput, TimeProvider time)
{
    private const int Newest = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    /// <summary>Input by which workflows take the action's id; null where they take none.</summary>
    public string? ActionInput => actionInput;

    /// <summary>The number of the newest run there is; runs that come later have greater ones.</summary>
    public async Task<long> NewestAsync(Workflow workflow, CancellationToken cancellationToken) =>
        (await RunsAsync(workflow, cancellationToken).ConfigureAwait(false)).Select(Id).DefaultIfEmpty(0).Max();

    /// <summary>Waits for the run of a dispatch that GitHub took. What fails meanwhile is tried again: the run was asked for and is not asked for anew.</summary>
    /// <returns>The run; null when none is seen, or several that might be it.</returns>
    public async Task<JsonElement?> FollowAsync(Workflow workflow, long before, ActionRequest request, CancellationToken cancellationToken)
    {
        for (var until = time.GetUtcNow() + Patience; ;)
        {
            try
            {
                var fresh = (await RunsAsync(workflow, cancellationToken).ConfigureAwait(false)).Where(r => Id(r) > before).ToList();
                if (fresh.Find(r => Carries(r, request)) is { ValueKind: JsonValueKind.Object } marked)
                {
                    return marked;
                }

                // Two that were started at once are not told apart: none is named rather than the wrong one.
                if (fresh.Count > 0 && actionInput is null)
                {
                    return fresh is [var one] ? one : null;
                }
            }
            catch (ConnectorException)
            {
                // Looked for again until the patience ends.
            }

            if (time.GetUtcNow() + Between > until)
            {
                return null;
            }

            await Task.Delay(Between, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks for the run that shows the id of an action in its title.</summary>
    public async Task<JsonElement?> FindAsync(Workflow workflow, ActionRequest request, CancellationToken cancellationToken) =>
        (await RunsAsync(workflow, cancellationToken).ConfigureAwait(false)).Find(r => Carries(r, request)) is { ValueKind: JsonValueKind.Object } run ? run : null;

    private async Task<List<JsonElement>> RunsAsync(Workflow workflow, CancellationToken cancellationToken)
    {
        var uri = access.At(workflow.Repository, string.Create(CultureInfo.InvariantCulture, $"/actions/workflows/{Uri.EscapeDataString(workflow.Id)}/runs?event=workflow_dispatch&branch={Uri.EscapeDataString(workflow.Ref)}&per_page={Newest}"));
        using var found = await access.LookAsync(uri, cancellationToken).ConfigureAwait(false);
        return [.. PageReader.Items(found.RootElement, "workflow_runs", uri).Select(r => r.Clone())];
    }

    private static long Id(JsonElement run) => long.Parse(run.RequiredId("id", "workflow_runs[]"), CultureInfo.InvariantCulture);

    private static bool Carries(JsonElement run, ActionRequest request) => run.Text("display_title")?.Contains(request.ActionId, StringComparison.Ordinal) == true;
}

/// <summary>A workflow to be started.</summary>
/// <param name="Repository">Id of its repository.</param>
/// <param name="Id">Its id or file name.</param>
/// <param name="Ref">Branch or tag that it runs on.</param>
internal sealed record Workflow(string Repository, string Id, string Ref);
