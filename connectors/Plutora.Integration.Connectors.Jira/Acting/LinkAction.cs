using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using RestSharp;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>Links an issue with another; a link that is there already is left as it is.</summary>
internal sealed class LinkAction(IssueAccess issues) : IssueAction
{
    public static ActionDescriptor Offer { get; } = ActionDescriptor.For<LinkIssue, LinkResult>("link", "Links an issue with another one of the same Jira.") with
    {
        Entities = ["work-item"],
        Idempotent = true,
        CanPreview = true,
        CanSettle = true,
    };

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (issue, asked) = (Target(request), request.Arguments.Read(ActionJson.Default.LinkIssue));
        var plan = await PlanAsync(issue, asked, cancellationToken).ConfigureAwait(false);
        if (!plan.IsThere)
        {
            await issues.Api.ChangeAsync(Method.Post, issues.Api.Platform("issueLink"), Body(issue, asked, plan.Kind), cancellationToken).ConfigureAwait(false);
        }

        return await ResultAsync(issue, plan.Kind, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Arguments.Read(ActionJson.Default.LinkIssue);
        var plan = await PlanAsync(Target(request), asked, cancellationToken).ConfigureAwait(false);
        return plan.IsThere
            ? new($"{plan.Key} {plan.Kind.Phrase} {asked.To} already; nothing would change.", [])
            : new($"{plan.Key} would be linked: it {plan.Kind.Phrase} {asked.To}.", [new("issuelinks", null, $"{plan.Kind.Phrase} {asked.To}")]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var issue = Target(request);
        var plan = await PlanAsync(issue, request.Arguments.Read(ActionJson.Default.LinkIssue), cancellationToken).ConfigureAwait(false);
        return plan.IsThere ? new(SettlementOutcome.Done, await ResultAsync(issue, plan.Kind, cancellationToken).ConfigureAwait(false)) : new(SettlementOutcome.NotDone);
    }

    private async Task<Plan> PlanAsync(string issue, LinkIssue asked, CancellationToken cancellationToken)
    {
        using var types = await issues.Api.GetAsync(issues.Api.Platform("issueLinkType"), cancellationToken).ConfigureAwait(false);
        var kind = Kind.Find([.. types.RootElement.List("issueLinkTypes")], asked.Relation);
        using var found = await issues.LookAsync(issue, "issuelinks", cancellationToken).ConfigureAwait(false);
        var links = found.RootElement.Object("fields") is { } fields ? fields.List("issuelinks") : [];
        var there = links.Any(l => l.Object("type")?.Text("name") == kind.Name
            && l.Object(kind.Outward ? "outwardIssue" : "inwardIssue") is { } other && (Wish.Same(other.Text("key"), asked.To) || other.Id() == asked.To));
        return new(found.RootElement.Text("key") ?? issue, kind, there);
    }

    // Jira reads a link as "inward issue <outward phrase> outward issue".
    private JsonObject Body(string issue, LinkIssue asked, Kind kind)
    {
        var body = new JsonObject
        {
            ["type"] = new JsonObject { ["name"] = kind.Name },
            [kind.Outward ? "inwardIssue" : "outwardIssue"] = IssueAccess.Reference(issue),
            [kind.Outward ? "outwardIssue" : "inwardIssue"] = IssueAccess.Reference(asked.To.Trim()),
        };
        if (asked.Comment is { Length: > 0 } comment)
        {
            body["comment"] = new JsonObject { ["body"] = issues.Text(comment) };
        }

        return body;
    }

    private Task<ActionResult> ResultAsync(string issue, Kind kind, CancellationToken cancellationToken) => issues.ResultAsync(
        issue, "summary", found => new LinkResult { Relation = kind.Phrase, Url = found is { } there ? IssueAccess.Url(there) : null }, ActionJson.Default.LinkResult, cancellationToken);

    private sealed record Plan(string Key, Kind Kind, bool IsThere);

    /// <summary>A kind of links, seen from the target.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Phrase">What the target is to the other issue.</param>
    /// <param name="Outward">True when the link leads from the target to the other.</param>
    private sealed record Kind(string Name, string Phrase, bool Outward)
    {
        public static Kind Find(IReadOnlyList<JsonElement> types, string asked)
        {
            var kinds = types.SelectMany(t => new Kind[] { new(t.Text("name") ?? "", t.Text("outward") ?? "", true), new(t.Text("name") ?? "", t.Text("inward") ?? "", false) }).ToList();
            return kinds.Find(k => Wish.Same(k.Phrase, asked)) ?? kinds.Find(k => Wish.Same(k.Name, asked))
                ?? throw ConnectorException.Permanent($"Jira has no link '{asked}'. There are: {string.Join(", ", kinds.Select(k => $"'{k.Phrase}'").Distinct(StringComparer.Ordinal))}.");
        }
    }
}
