namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Jira: what Apache DevLake read of it, one record a line under <c>data</c>.</summary>
public sealed class JiraPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "jira";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("issue.jsonl", "jira/issue", "data") with
        {
            Partial = true,
            Records = 16,
            About = "work-item 16",
            Mentions = "person 9, release 2, sprint 2",
        },
        // One change a line: the connector's record is the whole changelog of an issue, whose id stands in the address.
        PayloadPlan.Of("issue-changelog.jsonl", "jira/issue-changelog", """$each($${ $match(url, /issue\/([0-9]+)/).groups[0]: [data] }, function($changes, $issue) { { "issueId": $issue, "changeHistories": $changes } })""") with
        {
            Whole = true,
            Partial = true,
            Records = 3,
            About = "work-item 3",
            Mentions = "person 5",
            // A status of the company's own, which is the current one of none of them ("being released").
            Unmapped = ["state=发布中"],
        },
        PayloadPlan.Of("remote-link.jsonl", "jira/remote-link", "data") with
        {
            Records = 72,
            Links = "implements 55, relates-to 17",
        },
        PayloadPlan.Of("sprint.jsonl", "jira/sprint", "data") with
        {
            Records = 11,
            About = "sprint 11",
        },
        PayloadPlan.Of("user.jsonl", "jira/user", "data") with
        {
            Records = 17,
            About = "person 17",
        },
        PayloadPlan.Of("worklog.jsonl", "jira/worklog", "data") with
        {
            Records = 12,
            Mentions = "person 2",
        },
        PayloadPlan.None("status.jsonl", "A status is nothing of the model; each issue brings its own with its category."),
    ];
}
