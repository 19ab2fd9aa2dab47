using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using RestSharp;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>Sets the version in which an issue is delivered.</summary>
internal sealed class FixVersionAction(IssueAccess issues) : IssueAction
{
    public static ActionDescriptor Offer { get; } = ActionDescriptor.For<SetFixVersion, FixVersionResult>("set-fix-version", "Sets the version of its project in which an issue is delivered, or adds one.") with
    {
        Entities = ["work-item"],
        Idempotent = true,
        CanPreview = true,
        CanSettle = true,
    };

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (issue, asked) = (Target(request), request.Arguments.Read(ActionJson.Default.SetFixVersion));
        var plan = await PlanAsync(issue, asked, cancellationToken).ConfigureAwait(false);
        if (!plan.IsThere)
        {
            var version = new JsonObject { ["id"] = plan.Version.Id };
            var change = asked.Keep ? new JsonObject { ["add"] = version } : new JsonObject { ["set"] = new JsonArray(version) };
            var body = new JsonObject { ["update"] = new JsonObject { ["fixVersions"] = new JsonArray(change) } };
            await issues.Api.ChangeAsync(Method.Put, issues.Path(issue), body, cancellationToken).ConfigureAwait(false);
        }

        return await ResultAsync(issue, plan, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(Target(request), request.Arguments.Read(ActionJson.Default.SetFixVersion), cancellationToken).ConfigureAwait(false);
        return plan.IsThere
            ? new($"The fix versions of {plan.Key} are {Names(plan.Before)} already; nothing would change.", [])
            : new($"The fix versions of {plan.Key} would be {Names(plan.After)}.", [new("fixVersions", plan.Before.Count == 0 ? null : Names(plan.Before), Names(plan.After))]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var issue = Target(request);
        var plan = await PlanAsync(issue, request.Arguments.Read(ActionJson.Default.SetFixVersion), cancellationToken).ConfigureAwait(false);
        return plan.IsThere ? new(SettlementOutcome.Done, await ResultAsync(issue, plan, cancellationToken).ConfigureAwait(false)) : new(SettlementOutcome.NotDone);
    }

    private async Task<Plan> PlanAsync(string issue, SetFixVersion asked, CancellationToken cancellationToken)
    {
        using var found = await issues.LookAsync(issue, "fixVersions,project", cancellationToken).ConfigureAwait(false);
        var fields = found.RootElement.RequiredObject("fields", $"issue {issue}");
        var (key, project) = (found.RootElement.Text("key") ?? issue, fields.RequiredObject("project", $"issue {issue}.fields").RequiredId($"issue {issue}.fields.project"));
        using var versions = await issues.Api.GetAsync(issues.Api.Platform($"project/{JiraApi.Part(project)}/versions"), cancellationToken).ConfigureAwait(false);
        var known = versions.RootElement.ValueKind == JsonValueKind.Array ? versions.RootElement.EnumerateArray().Select(Version.Of).ToList() : [];
        var wanted = known.Find(v => v.Name == asked.Version) ?? known.Find(v => Wish.Same(v.Name, asked.Version) || v.Id == asked.Version)
            ?? throw ConnectorException.Permanent($"The project of {key} has no version '{asked.Version}'. There are: {Names([.. known.TakeLast(10)])}.");
        var before = fields.List("fixVersions").Select(Version.Of).ToList();
        List<Version> after = asked.Keep ? [.. before.Where(v => v.Id != wanted.Id), wanted] : [wanted];
        return new(key, wanted, before, after);
    }

    private Task<ActionResult> ResultAsync(string issue, Plan plan, CancellationToken cancellationToken) => issues.ResultAsync(
        issue,
        "fixVersions",
        found => new FixVersionResult
        {
            FixVersions = [.. (found?.Object("fields") is { } fields ? [.. fields.List("fixVersions").Select(Version.Of)] : plan.After).Select(v => v.Name)],
            Url = found is { } there ? IssueAccess.Url(there) : null,
        },
        ActionJson.Default.FixVersionResult,
        cancellationToken);

    private static string Names(IReadOnlyList<Version> versions) => versions.Count == 0 ? "none" : string.Join(", ", versions.Select(v => v.Name));

    private sealed record Version(string Id, string Name)
    {
        public static Version Of(JsonElement version) => new(version.RequiredId("versions[]"), version.Text("name") ?? "");
    }

    private sealed record Plan(string Key, Version Version, IReadOnlyList<Version> Before, IReadOnlyList<Version> After)
    {
        public bool IsThere => Before.Select(v => v.Id).ToHashSet(StringComparer.Ordinal).SetEquals(After.Select(v => v.Id));
    }
}
