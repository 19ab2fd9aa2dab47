using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Plutora.Integration.Benchmarks.Kafka;

/// <summary>What the shipped mapping of pull requests says, written by hand for GitHub's form alone: the entity, its person, aliases, references and link.</summary>
internal static class BareMap
{
    public const string Instance = "github-main";

    public static Mapped Map(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var pr = document.RootElement;
        var id = pr.GetProperty("id").GetInt64();
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Copy(writer, pr, "url", "html_url");
            Copy(writer, pr, "title", "title");
            Copy(writer, pr, "createdAt", "created_at");
            Copy(writer, pr, "updatedAt", "updated_at");
            Copy(writer, pr, "number", "number");
            var merged = pr.GetProperty("merged_at").ValueKind == JsonValueKind.String;
            writer.WriteString("state", merged ? "merged" : pr.GetProperty("state").GetString());
            Copy(writer, pr, "sourceState", "state");
            Copy(writer, pr, "isDraft", "draft");
            Copy(writer, pr, "description", "body");
            var (head, bottom) = (pr.GetProperty("head"), pr.GetProperty("base"));
            Reference(writer, "repository", "repository", bottom.GetProperty("repo").GetProperty("id").GetRawText());
            if (head.GetProperty("repo").ValueKind == JsonValueKind.Object)
            {
                Reference(writer, "headRepository", "repository", head.GetProperty("repo").GetProperty("id").GetRawText());
            }

            writer.WriteString("baseBranch", bottom.GetProperty("ref").GetString());
            writer.WriteString("headBranch", head.GetProperty("ref").GetString());
            Reference(writer, "baseCommit", "commit", bottom.GetProperty("sha").GetString()!);
            Reference(writer, "headCommit", "commit", head.GetProperty("sha").GetString()!);
            if (merged)
            {
                Reference(writer, "mergeCommit", "commit", pr.GetProperty("merge_commit_sha").GetString()!);
            }

            Reference(writer, "author", "person", pr.GetProperty("user").GetProperty("id").GetRawText());
            People(writer, "assignees", pr);
            People(writer, "requestedReviewers", pr, "requested_reviewers");
            writer.WriteStartArray("labels");
            foreach (var label in pr.GetProperty("labels").EnumerateArray())
            {
                writer.WriteStringValue(label.GetProperty("name").GetString());
            }

            writer.WriteEndArray();
            Copy(writer, pr, "mergedAt", "merged_at");
            Copy(writer, pr, "closedAt", "closed_at");
            Copy(writer, pr, "mergeableState", "mergeable_state");
            Copy(writer, pr, "additions", "additions");
            Copy(writer, pr, "deletions", "deletions");
            Copy(writer, pr, "changedFiles", "changed_files");
            Copy(writer, pr, "commitCount", "commits");
            Copy(writer, pr, "commentCount", "comments");
            Copy(writer, pr, "reviewCommentCount", "review_comments");
            writer.WriteEndObject();
        }

        var title = pr.GetProperty("title").GetString()!;
        return new(
            id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            pr.GetProperty("updated_at").GetString()!,
            Convert.ToBase64String(SHA256.HashData(json)),
            buffer.WrittenSpan.ToArray(),
            Person(pr.GetProperty("user")),
            [$"octo-org/hello-world#{id}", pr.GetProperty("url").GetString()!, pr.GetProperty("html_url").GetString()!],
            [
                $"{Instance}/repository/{bottomRepo(pr)}", $"{Instance}/commit/{pr.GetProperty("base").GetProperty("sha").GetString()}", $"{Instance}/commit/{pr.GetProperty("head").GetProperty("sha").GetString()}",
                $"{Instance}/person/{pr.GetProperty("user").GetProperty("id").GetRawText()}",
            ],
            title.StartsWith("PROJ-", StringComparison.Ordinal) ? title[..title.IndexOf(' ', StringComparison.Ordinal)] : null);

        static string bottomRepo(JsonElement pr) => pr.GetProperty("base").GetProperty("repo").GetProperty("id").GetRawText();
    }

    private static BarePerson Person(JsonElement user)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Copy(writer, user, "title", "login");
            Copy(writer, user, "username", "login");
            writer.WriteString("kind", user.GetProperty("type").GetString() == "User" ? "user" : "bot");
            Copy(writer, user, "url", "html_url");
            Copy(writer, user, "avatarUrl", "avatar_url");
            writer.WriteEndObject();
        }

        return new(user.GetProperty("id").GetRawText(), user.GetProperty("login").GetString()!, buffer.WrittenSpan.ToArray());
    }

    private static void People(Utf8JsonWriter writer, string name, JsonElement pr, string? member = null)
    {
        writer.WriteStartArray(name);
        foreach (var user in pr.GetProperty(member ?? name).EnumerateArray())
        {
            writer.WriteStartObject();
            writer.WriteString("id", $"{Instance}/person/{user.GetProperty("id").GetRawText()}");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Reference(Utf8JsonWriter writer, string name, string entity, string key)
    {
        writer.WriteStartObject(name);
        writer.WriteString("id", $"{Instance}/{entity}/{key}");
        writer.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement from, string name, string member)
    {
        if (from.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}

/// <summary>What one record says.</summary>
/// <param name="Id">Id of the pull request.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">Hash of its bytes.</param>
/// <param name="Entity">The entity's fields.</param>
/// <param name="Author">Its author.</param>
/// <param name="Aliases">What people call it.</param>
/// <param name="Targets">Ids that it refers to.</param>
/// <param name="IssueKey">The work item that it names.</param>
internal sealed record Mapped(string Id, string Version, string Hash, byte[] Entity, BarePerson Author, IReadOnlyList<string> Aliases, IReadOnlyList<string> Targets, string? IssueKey);

/// <summary>A person that a record names.</summary>
/// <param name="Key">Key of the person.</param>
/// <param name="Login">Its alias.</param>
/// <param name="Entity">The entity's fields.</param>
internal sealed record BarePerson(string Key, string Login, byte[] Entity);
