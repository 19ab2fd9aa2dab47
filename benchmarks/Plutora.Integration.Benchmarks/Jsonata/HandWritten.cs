using System.Text.Json;

namespace Plutora.Integration.Benchmarks.Jsonata;

/// <summary>The same entities by hand: what one would write with JsonDocument and Utf8JsonWriter.</summary>
internal static class HandWritten
{
    public static void Fields18(JsonElement record, Utf8JsonWriter writer)
    {
        var pr = record.GetProperty("pull_request");
        var repository = record.GetProperty("repository").GetProperty("full_name").GetString();
        writer.WriteStartObject();
        writer.WriteString("id", $"github:{repository}:{pr.GetProperty("number").GetRawText()}");
        Copy(writer, "number", pr, "number");
        Copy(writer, "title", pr, "title");
        Copy(writer, "url", pr, "html_url");
        var state = pr.GetProperty("state").GetString();
        writer.WriteString("state", pr.GetProperty("merged").ValueKind == JsonValueKind.True ? "merged" : state == "closed" ? "closed" : "open");
        writer.WriteString("sourceState", state);
        Copy(writer, "author", pr.GetProperty("user"), "login");
        writer.WriteString("repository", repository);
        Copy(writer, "baseRef", pr.GetProperty("base"), "ref");
        Copy(writer, "headRef", pr.GetProperty("head"), "ref");
        Copy(writer, "headSha", pr.GetProperty("head"), "sha");
        Copy(writer, "createdAt", pr, "created_at");
        Copy(writer, "updatedAt", pr, "updated_at");
        Copy(writer, "mergedAt", pr, "merged_at");
        Copy(writer, "additions", pr, "additions");
        Copy(writer, "deletions", pr, "deletions");
        Copy(writer, "commits", pr, "commits");
        WriteNames(writer, pr);
        writer.WriteEndObject();
    }

    public static void Shipped(JsonElement pr, Utf8JsonWriter writer)
    {
        var (head, based) = (pr.GetProperty("head"), pr.GetProperty("base"));
        var isMerged = IsValue(pr, "merged_at");
        writer.WriteStartObject();
        Copy(writer, "url", pr, "html_url");
        Copy(writer, "title", pr, "title");
        Copy(writer, "createdAt", pr, "created_at");
        Copy(writer, "updatedAt", pr, "updated_at");
        Copy(writer, "number", pr, "number");
        writer.WriteString("state", isMerged ? "merged" : Tables.Of("state", pr.GetProperty("state").GetString()!));
        Copy(writer, "sourceState", pr, "state");
        Copy(writer, "isDraft", pr, "draft");
        Copy(writer, "description", pr, "body");
        WriteId(writer, "repository", "repository", based.GetProperty("repo"));
        WriteId(writer, "headRepository", "repository", head.GetProperty("repo"));
        Copy(writer, "baseBranch", based, "ref");
        Copy(writer, "headBranch", head, "ref");
        WriteId(writer, "baseCommit", "commit", based, "sha");
        WriteId(writer, "headCommit", "commit", head, "sha");
        if (isMerged && IsValue(pr, "merge_commit_sha"))
        {
            WriteId(writer, "mergeCommit", "commit", pr, "merge_commit_sha");
        }
        else
        {
            writer.WriteNull("mergeCommit");
        }

        WriteId(writer, "author", "person", pr.GetProperty("user"));
        WritePeople(writer, "assignees", pr.GetProperty("assignees"), "id");
        WritePeople(writer, "requestedReviewers", pr.GetProperty("requested_reviewers"), "login");
        if (pr.TryGetProperty("merged_by", out var mergedBy))
        {
            WriteId(writer, "mergedBy", "person", mergedBy);
        }

        WriteNames(writer, pr);
        WriteId(writer, "milestone", "milestone", pr.GetProperty("milestone"));
        Copy(writer, "mergedAt", pr, "merged_at");
        Copy(writer, "closedAt", pr, "closed_at");
        if (pr.TryGetProperty("auto_merge", out var autoMerge))
        {
            writer.WriteBoolean("isAutoMerge", autoMerge.ValueKind != JsonValueKind.Null);
        }

        Copy(writer, "mergeableState", pr, "mergeable_state");
        Copy(writer, "additions", pr, "additions");
        Copy(writer, "deletions", pr, "deletions");
        Copy(writer, "changedFiles", pr, "changed_files");
        Copy(writer, "commitCount", pr, "commits");
        Copy(writer, "commentCount", pr, "comments");
        Copy(writer, "reviewCommentCount", pr, "review_comments");
        writer.WriteEndObject();
    }

    private static bool IsValue(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null;

    private static void Copy(Utf8JsonWriter writer, string name, JsonElement from, string member)
    {
        if (from.ValueKind == JsonValueKind.Object && from.TryGetProperty(member, out var value))
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private static void WriteNames(Utf8JsonWriter writer, JsonElement pr)
    {
        writer.WriteStartArray("labels");
        foreach (var label in pr.GetProperty("labels").EnumerateArray())
        {
            label.GetProperty("name").WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    private static void WritePeople(Utf8JsonWriter writer, string name, JsonElement people, string required)
    {
        writer.WriteStartArray(name);
        foreach (var person in people.EnumerateArray())
        {
            if (person.TryGetProperty(required, out _))
            {
                WriteIdObject(writer, "person", person.GetProperty("id"));
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteId(Utf8JsonWriter writer, string name, string entity, JsonElement from, string member = "id")
    {
        writer.WritePropertyName(name);
        if (from.ValueKind == JsonValueKind.Object)
        {
            WriteIdObject(writer, entity, from.GetProperty(member));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteIdObject(Utf8JsonWriter writer, string entity, JsonElement key)
    {
        writer.WriteStartObject();
        writer.WriteString("id", $"github/{entity}/{key}");
        writer.WriteEndObject();
    }
}
