using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Benchmarks.Kafka;

/// <summary>
/// Pull requests made from GitHub's own webhook example: each is told four times, as webhooks tell of one, and its title names a work item. The small form has the members that the mapping reads and no others.
/// </summary>
internal sealed class Payloads
{
    public const int Versions = 4;
    private static readonly string[] Read =
    [
        "id", "number", "url", "html_url", "title", "state", "draft", "user", "assignees", "requested_reviewers", "labels", "milestone", "created_at", "updated_at", "closed_at", "merged_at", "merge_commit_sha", "mergeable_state",
        "additions", "deletions", "changed_files", "commits", "comments", "review_comments", "auto_merge", "merged_by",
    ];

    private readonly JsonObject _request;

    public Payloads(string file, bool small)
    {
        var hook = JsonNode.Parse(File.ReadAllBytes(file))!.AsObject();
        _request = hook["pull_request"]!.DeepClone().AsObject();
        if (small)
        {
            foreach (var name in _request.Select(m => m.Key).Except(Read).Where(n => n is not ("head" or "base")).ToList())
            {
                _request.Remove(name);
            }

            foreach (var side in (string[])["head", "base"])
            {
                _request[side] = new JsonObject { ["ref"] = "main", ["sha"] = new string('a', 40), ["repo"] = new JsonObject { ["id"] = 7, ["full_name"] = "octo-org/hello-world" } };
            }

            _request["user"] = new JsonObject { ["id"] = 1, ["login"] = "dev", ["type"] = "User" };
        }
    }

    /// <summary>Version <c>number % 4</c> of pull request <c>number / 4</c>.</summary>
    public SourceRecord Make(int number)
    {
        var (id, version) = (number / Versions, number % Versions);
        var at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(version);
        var text = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        _request["id"] = id;
        _request["number"] = id;
        _request["url"] = $"https://api.github.com/repos/octo-org/hello-world/pulls/{id}";
        _request["html_url"] = $"https://github.com/octo-org/hello-world/pull/{id}";
        _request["title"] = $"PROJ-{id % 5000} change {id}";
        _request["state"] = version == Versions - 1 ? "closed" : "open";
        _request["closed_at"] = version == Versions - 1 ? text : null;
        _request["updated_at"] = text;
        _request["commits"] = version + 1;
        _request["user"]!["id"] = id % 50;
        _request["user"]!["login"] = $"dev{id % 50}";
        _request["head"]!["ref"] = $"topic-{id}";
        _request["head"]!["sha"] = $"{id:x8}{version:x32}";
        return new()
        {
            Stream = "pull-request",
            Id = id.ToString(CultureInfo.InvariantCulture),
            Version = text,
            Time = at,
            Container = "7",
            Json = JsonSerializer.SerializeToUtf8Bytes(_request),
        };
    }

    /// <summary>The same as the webhook that bento's mapping reads.</summary>
    public static byte[] Hook(SourceRecord record) => [.. "{\"repository\":{\"full_name\":\"octo-org/hello-world\"},\"pull_request\":"u8, .. record.Json.Span, (byte)'}'];
}
