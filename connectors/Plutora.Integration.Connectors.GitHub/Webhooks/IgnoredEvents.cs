namespace Plutora.Integration.Connectors.GitHub.Webhooks;

/// <summary>Events of GitHub that yield no record, each with its reason. The README lists them for people.</summary>
internal static class IgnoredEvents
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["ping"] = "ping says that the webhook was set up and nothing of delivery",
        ["meta"] = "meta says that the webhook was removed and nothing of delivery",
        ["member"] = "member says who may work in a repository and nothing of delivery",
        ["membership"] = "membership says who is in a team of GitHub and nothing of delivery",
        ["organization"] = "organization says who is in the organisation and nothing of delivery",
        ["org_block"] = "org_block says who is blocked and nothing of delivery",
        ["team"] = "team says what a team of GitHub may do and nothing of delivery",
        ["team_add"] = "team_add says what a team of GitHub may do and nothing of delivery",
        ["star"] = "star says who likes a repository and nothing of delivery",
        ["watch"] = "watch says who likes a repository and nothing of delivery",
        ["fork"] = "fork says that a copy was made that this instance does not read",
        ["gollum"] = "gollum says that a wiki page changed and nothing of delivery",
        ["sponsorship"] = "sponsorship says who pays whom and nothing of delivery",
        ["discussion"] = "discussion is talk without a state of delivery",
        ["discussion_comment"] = "discussion_comment is talk without a state of delivery",
        ["commit_comment"] = "commit_comment is talk about a commit that leaves the commit as it was",
        ["label"] = "label changes the definition of a label; issues and pull requests tell their own labels",
        ["installation"] = "installation says where the app is installed and nothing of delivery",
        ["installation_repositories"] = "installation_repositories says where the app is installed and nothing of delivery",
        ["installation_target"] = "installation_target says that an account was renamed and nothing of delivery",
        ["github_app_authorization"] = "github_app_authorization says who revoked an app and nothing of delivery",
        ["deploy_key"] = "deploy_key says which key may read a repository and nothing of delivery",
        ["public"] = "public repeats what the event repository says with its action publicized",
        ["check_suite"] = "check_suite sums up check runs, which the event check_run tells one by one",
        ["workflow_dispatch"] = "workflow_dispatch asks for a run, which the event workflow_run tells",
        ["repository_dispatch"] = "repository_dispatch asks for a run, which the event workflow_run tells",
        ["page_build"] = "page_build says how GitHub's own page builder fared; the event deployment tells the deployment of the page",
        ["repository_vulnerability_alert"] = "repository_vulnerability_alert is the older form of the event dependabot_alert",
    };

    /// <summary>Why the event yields nothing; also for one that GitHub adds later.</summary>
    public static string Reason(string name) =>
        Reasons.TryGetValue(name, out var reason) ? reason + "." : $"The event '{name}' is not among those that this connector maps.";
}
