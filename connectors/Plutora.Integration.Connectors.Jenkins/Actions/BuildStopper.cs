using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jenkins.Actions;

/// <summary>Stops builds.</summary>
internal sealed class BuildStopper(JenkinsApi api, TimeProvider time)
{
    private const string Aborted = "ABORTED";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    /// <summary>Stops a build; one that was stopped already is left as it is.</summary>
    /// <exception cref="ConnectorException">Permanent, when it has ended otherwise.</exception>
    public async Task<ActionResult> StopAsync(string job, long number, CancellationToken cancellationToken)
    {
        var build = await FoundAsync(job, number, cancellationToken).ConfigureAwait(false);
        if (build.IsOpen)
        {
            await api.PostAsync(new($"{ItemName.BuildPath(job, number)}stop"), cancellationToken).ConfigureAwait(false);
            build = await AfterwardsAsync(job, number, cancellationToken).ConfigureAwait(false) ?? build;
        }

        if (!build.IsOpen && build.Result != Aborted)
        {
            throw ConnectorException.Permanent($"{ItemName.Build(job, number)} has ended as {build.Result ?? "nothing that Jenkins tells"}; there is nothing to abort.");
        }

        var values = new AbortedBuild { Id = ItemName.Build(job, number), Number = number.ToString(CultureInfo.InvariantCulture), Url = build.Url, Result = build.IsOpen ? null : build.Result };
        return new() { Values = JsonSerializer.SerializeToElement(values, ActionJson.Default.AbortedBuild) };
    }

    /// <summary>Says what would be stopped.</summary>
    public async Task<ActionPreview> PreviewAsync(string job, long number, CancellationToken cancellationToken)
    {
        var (build, id) = (await FoundAsync(job, number, cancellationToken).ConfigureAwait(false), ItemName.Build(job, number));
        return build.IsOpen ? new($"Would abort {id}, which runs since {build.Since:yyyy-MM-dd HH:mm:ss} UTC.", [new("result", null, Aborted)])
            : new($"Would change nothing: {id} has ended as {build.Result}.", []);
    }

    /// <summary>Looks whether a build was stopped. While it runs, nobody knows whether the stop is under way.</summary>
    public async Task<ActionSettlement> SettleAsync(string job, long number, CancellationToken cancellationToken) =>
        await FindAsync(job, number, cancellationToken).ConfigureAwait(false) is { IsOpen: false } build
            ? build.Result == Aborted ? new(SettlementOutcome.Done, await StopAsync(job, number, cancellationToken).ConfigureAwait(false)) : new(SettlementOutcome.NotDone)
            : ActionSettlement.Unknown;

    // A pipeline cleans up before it ends. What fails here is no failure of the stop.
    private async Task<Seen?> AfterwardsAsync(string job, long number, CancellationToken cancellationToken)
    {
        for (var until = time.GetUtcNow() + Patience; ;)
        {
            Seen? build;
            try
            {
                build = await FindAsync(job, number, cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectorException)
            {
                build = null;
            }

            if (build is { IsOpen: false } || time.GetUtcNow() + Between > until)
            {
                return build;
            }

            await Task.Delay(Between, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Seen> FoundAsync(string job, long number, CancellationToken cancellationToken) =>
        await FindAsync(job, number, cancellationToken).ConfigureAwait(false) ?? throw ConnectorException.NotFound($"Jenkins has no build {ItemName.Build(job, number)}, or hides it from this user.");

    private async Task<Seen?> FindAsync(string job, long number, CancellationToken cancellationToken)
    {
        var path = ItemName.BuildPath(job, number);
        if (await api.FindAsync(path, "number,url,building,inProgress,result,timestamp", cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return null;
        }

        using var document = ToolJson.ParseObject(answer.Body, path);
        var build = document.RootElement;
        return new(build.IsTrue("building") || build.IsTrue("inProgress"), build.Text("result"), build.Text("url"), build.Instant("timestamp")?.UtcDateTime);
    }

    private sealed record Seen(bool IsOpen, string? Result, string? Url, DateTime? Since);
}
