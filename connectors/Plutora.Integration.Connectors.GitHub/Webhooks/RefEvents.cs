using System.Text.Json;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Webhooks;

/// <summary>Branches and tags: made, moved, removed.</summary>
internal static class RefEvents
{
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";
    private const string NoCommit = "0000000000000000000000000000000000000000";

    /// <summary>The commits of a push in their short form, each once, and the branch or tag with its new head.</summary>
    public static IEnumerable<SourceRecord> Pushed(JsonElement payload)
    {
        var repository = WebhookEvents.Repository(payload);
        var reference = payload.RequiredText("ref", "$");
        var after = payload.RequiredText("after", "$");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (commit, place) in Commits(payload))
        {
            var record = RecordMaker.Make(GitHubStreams.PushCommit, commit, repository, place);
            if (seen.Add(record.Id))
            {
                yield return record;
            }
        }

        var gone = payload.IsTrue("deleted") || after == NoCommit;
        if (reference.StartsWith(Heads, StringComparison.Ordinal))
        {
            yield return Reference(GitHubStreams.Branch, payload, repository, reference[Heads.Length..], gone ? null : after, gone);
        }
        else if (reference.StartsWith(Tags, StringComparison.Ordinal))
        {
            // Of an annotated tag, "after" is the tag object; the commit it stands on is the head commit.
            var commit = payload.TryObject("head_commit", out var head) ? head.Text("id") : null;
            yield return Reference(GitHubStreams.Tag, payload, repository, reference[Tags.Length..], commit, gone);
        }
    }

    /// <summary>What the events create and delete tell; they name no commit.</summary>
    public static SourceRecord Made(JsonElement payload, bool deleted)
    {
        var repository = WebhookEvents.Repository(payload);
        return payload.RequiredText("ref_type", "$") switch
        {
            "branch" => Reference(GitHubStreams.Branch, payload, repository, payload.RequiredText("ref", "$"), null, deleted),
            "tag" => Reference(GitHubStreams.Tag, payload, repository, payload.RequiredText("ref", "$"), null, deleted),
            "repository" => RecordMaker.Make(GitHubStreams.Repository, payload.RequiredObject("repository", "$"), repository, "$.repository"),
            var other => throw ConnectorException.Permanent($"$.ref_type: expected branch, tag or repository, found '{other}'."),
        };
    }

    private static IEnumerable<(JsonElement Commit, string Place)> Commits(JsonElement payload)
    {
        if (payload.TryGetProperty("commits", out var commits) && commits.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var commit in commits.EnumerateArray())
            {
                var place = $"$.commits[{index++}]";
                yield return commit.ValueKind == JsonValueKind.Object ? (commit, place) : throw ConnectorException.Permanent($"{place}: expected an object.");
            }
        }

        if (payload.TryObject("head_commit", out var head))
        {
            yield return (head, "$.head_commit");
        }
    }

    private static SourceRecord Reference(string stream, JsonElement payload, RepositoryRef repository, string name, string? sha, bool deleted)
    {
        using var reference = JsonDocument.Parse(ReferenceForm.Write(name, sha));
        var pushed = payload.RequiredObject("repository", "$").Instant("pushed_at");
        return RecordMaker.Make(stream, reference.RootElement, repository, "$") with { Deleted = deleted, Time = deleted ? null : pushed };
    }
}
