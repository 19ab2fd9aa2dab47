namespace Plutora.Integration.Mapping.Proposing;

/// <summary>Guesses which value of the model a tool's word means; what it cannot tell it leaves to people.</summary>
internal static class ValueNames
{
    private static readonly (string[] Words, string[] Values)[] Groups =
    [
        (["todo", "to do", "backlog", "new", "open", "opened", "created", "triggered", "firing", "pending", "proposed", "future", "planned"], ["proposed", "new", "open", "planned", "future", "queued", "waiting"]),
        (["in progress", "doing", "active", "started", "running", "wip", "in review", "reopened", "open"], ["in-progress", "active", "running", "investigating", "open"]),
        (["done", "closed", "resolved", "complete", "completed", "finished", "fixed"], ["done", "closed", "resolved", "finished", "completed"]),
        (["success", "successful", "succeeded", "passed", "ok", "stable"], ["success", "passed"]),
        (["failure", "failed", "fail", "broken", "unstable", "startup_failure", "timed_out"], ["failure", "failed"]),
        (["cancel", "canceled", "cancelled", "aborted", "wont do", "wont fix"], ["canceled", "cancel"]),
        (["skipped", "not_built", "neutral"], ["skipped", "cancel"]),
        // Where how it ended has a field of its own.
        (["success", "successful", "succeeded", "passed", "failure", "failed", "error", "cancelled", "canceled", "aborted", "timed_out"], ["finished"]),
        (["blocker", "critical", "highest", "urgent", "1"], ["critical", "highest", "urgent"]),
        (["high", "major", "2"], ["high", "major"]),
        (["medium", "normal", "moderate", "3"], ["medium", "normal"]),
        (["low", "minor", "4"], ["low", "minor"]),
        (["lowest", "trivial", "5"], ["lowest", "low", "minor"]),
        (["user story", "story"], ["story"]),
        (["sub-task", "subtask", "task", "chore"], ["task"]),
        (["bug", "defect"], ["bug", "defect"]),
        (["new feature", "feature", "improvement", "enhancement"], ["feature"]),
    ];

    /// <summary>The value that a word means; null where that is not plain.</summary>
    /// <param name="word">The tool's word.</param>
    /// <param name="values">The values of the field.</param>
    public static string? Guess(string word, IReadOnlyList<string> values)
    {
        var folded = FieldNames.Fold(word);
        if (values.FirstOrDefault(value => FieldNames.Fold(value) == folded) is { } same)
        {
            return same;
        }

        foreach (var (words, means) in Groups)
        {
            if (words.Any(known => FieldNames.Fold(known) == folded) && means.FirstOrDefault(values.Contains) is { } value)
            {
                return value;
            }
        }

        return null;
    }
}
