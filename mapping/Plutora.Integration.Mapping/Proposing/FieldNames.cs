namespace Plutora.Integration.Mapping.Proposing;

/// <summary>What tools call the fields of the model, the most telling name first. Names are compared without case, dashes and underscores.</summary>
internal static class FieldNames
{
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["title"] = ["title", "summary", "short_description", "subject", "display_title", "name", "message"],
        ["description"] = ["description", "body", "details", "text"],
        ["url"] = ["html_url", "web_url", "webUrl", "url", "permalink", "link", "self"],
        ["createdAt"] = ["created_at", "created", "createdAt", "sys_created_on", "creationTimestamp", "createdDate", "creationDate", "created_on", "opened_at"],
        ["updatedAt"] = ["updated_at", "updated", "updatedAt", "sys_updated_on", "updatedDate", "modified", "changed_at"],
        ["openedAt"] = ["opened_at", "opened", "created_at"],
        ["startedAt"] = ["started_at", "run_started_at", "started", "startTime", "start_time", "startDate", "work_start", "buildStartedTime", "timestamp"],
        ["startAt"] = ["start_date", "startDate", "starts_at"],
        ["endAt"] = ["end_date", "endDate", "ends_at"],
        ["finishedAt"] = ["finished_at", "completed_at", "completionTime", "completeDate", "end_time", "endTime", "finished", "work_end", "buildCompletedTime"],
        ["queuedAt"] = ["queued_at", "created_at"],
        ["closedAt"] = ["closed_at", "closed", "closedDate"],
        ["resolvedAt"] = ["resolved_at", "resolutiondate", "resolved"],
        ["mergedAt"] = ["merged_at"],
        ["dueAt"] = ["due_on", "due_date", "duedate", "due"],
        ["durationMs"] = ["duration_ms", "durationInMillis", "durationMillis", "buildDuration"],
        ["state"] = ["state", "status", "phase", "lifeCycleState"],
        ["outcome"] = ["conclusion", "result", "outcome", "buildState"],
        ["kind"] = ["issuetype", "issue_type", "kind", "type", "category"],
        ["priority"] = ["priority", "urgency"],
        ["severity"] = ["severity", "impact"],
        ["resolution"] = ["resolution", "close_code"],
        ["assignees"] = ["assignees", "assignee", "assigned_to"],
        ["author"] = ["author", "user", "creator", "committer"],
        ["creator"] = ["creator", "author", "user", "sys_created_by"],
        ["reporter"] = ["reporter", "caller_id", "opened_by", "user"],
        ["triggeredBy"] = ["triggering_actor", "actor", "user"],
        ["labels"] = ["labels", "tags"],
        ["components"] = ["components"],
        ["number"] = ["number", "iid", "buildNumber", "run_number"],
        ["branch"] = ["head_branch", "branch", "ref"],
        ["name"] = ["name", "full_name", "displayName", "title"],
        ["email"] = ["email", "emailAddress", "mail"],
        ["username"] = ["username", "login", "user_name"],
        ["avatarUrl"] = ["avatar_url"],
        ["parent"] = ["parent"],
        ["project"] = ["project"],
    };

    /// <summary>Names under which a tool's own word stands within an object, such as <c>status.name</c>.</summary>
    public static readonly string[] Inner = ["name", "display_value", "displayName", "value", "key", "summary"];

    /// <summary>Names of what identifies a record, the surest first.</summary>
    public static readonly string[] Keys = ["id", "sys_id", "accountId", "uid", "node_id", "sha", "uuid", "iid", "key", "number", "name"];

    /// <summary>Names by whose presence an object is a thing of its own, so that its members are not the record's.</summary>
    public static readonly string[] Things = ["id", "sys_id", "self", "link", "accountId", "key"];

    /// <summary>The names to look for; where none are known, the field's own. A unit stays: milliseconds are not guessed of a bare number.</summary>
    public static IReadOnlyList<string> Of(string field)
    {
        if (Words.TryGetValue(field, out var words))
        {
            return words;
        }

        return field.EndsWith("At", StringComparison.Ordinal) ? [field, field[..^2]] : [field];
    }

    /// <summary>How far back in a list of names one stands; null where it does not.</summary>
    public static int? Rank(string name, IReadOnlyList<string> names)
    {
        var folded = Fold(name);
        for (var index = 0; index < names.Count; index++)
        {
            if (Fold(names[index]) == folded)
            {
                return index;
            }
        }

        return null;
    }

    /// <summary>A name without case, dashes and underscores.</summary>
    public static string Fold(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
