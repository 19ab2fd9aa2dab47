using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.GitHub;

/// <content>Pull requests and what is said of them.</content>
internal sealed partial class GitHubForms
{
    /// <summary>A pull request as lists tell it; the whole one tells more.</summary>
    public JsonObject PullRequest(PullRequest pull, bool whole)
    {
        var (name, at) = (NameOf(pull.RepositoryId), At(pull.RepositoryId));
        var (url, issue, html) = ($"{at}/pulls/{pull.Number}", $"{at}/issues/{pull.Number}", $"{Web}/{name}/pull/{pull.Number}");
        var repository = Repository(world.Get<Repository>(pull.RepositoryId));
        var merged = pull.State == PullRequestState.Merged;
        var form = new JsonObject
        {
            ["url"] = url,
            ["id"] = PullRequestId(pull.Id),
            ["node_id"] = Node("PR", pull.Id),
            ["html_url"] = html,
            ["diff_url"] = html + ".diff",
            ["patch_url"] = html + ".patch",
            ["issue_url"] = issue,
            ["number"] = pull.Number,
            ["state"] = pull.State == PullRequestState.Open ? "open" : "closed",
            ["locked"] = false,
            ["title"] = pull.Title,
            ["user"] = User(pull.Author),
            ["body"] = pull.Body,
            ["created_at"] = Time(pull.CreatedAt),
            ["updated_at"] = Time(pull.UpdatedAt),
            ["closed_at"] = Time(pull.ClosedAt),
            ["merged_at"] = merged ? Time(pull.ClosedAt) : null,
            ["merge_commit_sha"] = pull.MergeSha,
            ["assignee"] = User(pull.Author),
            ["assignees"] = new JsonArray(User(pull.Author)),
            ["requested_reviewers"] = new JsonArray([.. pull.Reviewers.Select(r => (JsonNode)User(r))]),
            ["requested_teams"] = new JsonArray(),
            ["labels"] = new JsonArray(),
            ["milestone"] = null,
            ["draft"] = pull.Draft,
            ["commits_url"] = url + "/commits",
            ["review_comments_url"] = url + "/comments",
            ["review_comment_url"] = at + "/pulls/comments{/number}",
            ["comments_url"] = issue + "/comments",
            ["statuses_url"] = $"{at}/statuses/{pull.HeadSha}",
            ["head"] = new JsonObject { ["label"] = $"acme:{pull.SourceBranch}", ["ref"] = pull.SourceBranch, ["sha"] = pull.HeadSha, ["user"] = User(pull.Author), ["repo"] = repository },
            ["base"] = new JsonObject { ["label"] = $"acme:{pull.TargetBranch}", ["ref"] = pull.TargetBranch, ["sha"] = pull.BaseSha, ["user"] = User(pull.Author), ["repo"] = repository.DeepClone() },
            ["_links"] = new JsonObject
            {
                ["self"] = Link(url),
                ["html"] = Link(html),
                ["issue"] = Link(issue),
                ["comments"] = Link(issue + "/comments"),
                ["review_comments"] = Link(url + "/comments"),
                ["review_comment"] = Link(at + "/pulls/comments{/number}"),
                ["commits"] = Link(url + "/commits"),
                ["statuses"] = Link($"{at}/statuses/{pull.HeadSha}"),
            },
            ["author_association"] = "MEMBER",
            ["auto_merge"] = null,
            ["active_lock_reason"] = null,
        };
        if (whole)
        {
            var commits = pull.Commits.Select(sha => world.CommitOf(pull.RepositoryId, sha)).OfType<Commit>().ToList();
            form["merged"] = merged;
            form["mergeable"] = pull.State == PullRequestState.Open ? true : null;
            form["rebaseable"] = pull.State == PullRequestState.Open ? true : null;
            form["mergeable_state"] = pull.State == PullRequestState.Open ? "clean" : "unknown";
            form["merged_by"] = merged && pull.ClosedBy is { } by ? User(by) : null;
            form["comments"] = world.All<Remark>().Count(r => r.PullRequestId == pull.Id);
            form["review_comments"] = 0;
            form["maintainer_can_modify"] = false;
            form["commits"] = pull.Commits.Count;
            form["additions"] = commits.Sum(c => c.Additions);
            form["deletions"] = commits.Sum(c => c.Deletions);
            form["changed_files"] = commits.SelectMany(c => c.Files).Distinct(StringComparer.Ordinal).Count();
        }

        return form;
    }

    /// <summary>A pull request in the form of an issue, which it is one of.</summary>
    public JsonObject Issue(PullRequest pull)
    {
        var (name, at) = (NameOf(pull.RepositoryId), At(pull.RepositoryId));
        var (url, html) = ($"{at}/issues/{pull.Number}", $"{Web}/{name}/pull/{pull.Number}");
        return new()
        {
            ["url"] = url,
            ["repository_url"] = at,
            ["labels_url"] = url + "/labels{/name}",
            ["comments_url"] = url + "/comments",
            ["events_url"] = url + "/events",
            ["html_url"] = html,
            ["id"] = 6_000_000 + pull.Id,
            ["node_id"] = Node("PR", pull.Id),
            ["number"] = pull.Number,
            ["title"] = pull.Title,
            ["user"] = User(pull.Author),
            ["labels"] = new JsonArray(),
            ["state"] = pull.State == PullRequestState.Open ? "open" : "closed",
            ["locked"] = false,
            ["assignee"] = null,
            ["assignees"] = new JsonArray(),
            ["milestone"] = null,
            ["comments"] = world.All<Remark>().Count(r => r.PullRequestId == pull.Id),
            ["created_at"] = Time(pull.CreatedAt),
            ["updated_at"] = Time(pull.UpdatedAt),
            ["closed_at"] = Time(pull.ClosedAt),
            ["author_association"] = "MEMBER",
            ["body"] = pull.Body,
            ["pull_request"] = new JsonObject { ["url"] = $"{at}/pulls/{pull.Number}", ["html_url"] = html, ["diff_url"] = html + ".diff", ["patch_url"] = html + ".patch", ["merged_at"] = pull.State == PullRequestState.Merged ? Time(pull.ClosedAt) : null },
        };
    }

    public JsonObject Remark(Remark remark)
    {
        var pull = world.Get<PullRequest>(remark.PullRequestId);
        return new()
        {
            ["id"] = 7_000_000 + remark.Id,
            ["node_id"] = Node("IC", remark.Id),
            ["url"] = $"{At(pull.RepositoryId)}/issues/comments/{7_000_000 + remark.Id}",
            ["html_url"] = $"{Web}/{NameOf(pull.RepositoryId)}/pull/{pull.Number}#issuecomment-{7_000_000 + remark.Id}",
            ["issue_url"] = $"{At(pull.RepositoryId)}/issues/{pull.Number}",
            ["user"] = User(remark.Author),
            ["created_at"] = Time(remark.CreatedAt),
            ["updated_at"] = Time(remark.UpdatedAt),
            ["author_association"] = "MEMBER",
            ["body"] = remark.Text,
        };
    }

    public JsonObject Review(Review review, bool hook = false)
    {
        var pull = world.Get<PullRequest>(review.PullRequestId);
        var (html, url) = ($"{Web}/{NameOf(pull.RepositoryId)}/pull/{pull.Number}#pullrequestreview-{9_000_000 + review.Id}", $"{At(pull.RepositoryId)}/pulls/{pull.Number}");
        var state = review.Verdict switch { ReviewVerdict.Approved => "APPROVED", ReviewVerdict.ChangesRequested => "CHANGES_REQUESTED", _ => "COMMENTED" };
        return new()
        {
            ["id"] = 9_000_000 + review.Id,
            ["node_id"] = Node("PRR", review.Id),
            ["user"] = User(review.Author),
            ["body"] = review.Body,

            // A webhook writes it in small letters.
            ["state"] = hook ? state.ToLowerInvariant() : state,
            ["html_url"] = html,
            ["pull_request_url"] = url,
            ["author_association"] = "MEMBER",
            ["_links"] = new JsonObject { ["html"] = Link(html), ["pull_request"] = Link(url) },
            ["submitted_at"] = Time(review.CreatedAt),
            ["commit_id"] = review.Sha,
        };
    }
}
