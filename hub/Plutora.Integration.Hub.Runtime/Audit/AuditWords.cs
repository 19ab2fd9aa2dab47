namespace Plutora.Integration.Hub.Runtime.Audit;

/// <summary>What stands in the audit trail, as people say it.</summary>
public static class AuditWords
{
    /// <summary>The first word of what was changed in a tool.</summary>
    public const string ToolAction = "action";

    /// <summary>What may stand there as <see cref="AuditEntry.Action"/>, but for the actions in tools, with the words for it.</summary>
    public static IReadOnlyDictionary<string, string> Known { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["POST /instances"] = "Added an integration",
        ["PUT /instances/{id}"] = "Changed an integration",
        ["DELETE /instances/{id}"] = "Removed an integration",
        ["POST /instances/import"] = "Imported an integration",
        ["POST /instances/{id}/pause"] = "Paused an integration",
        ["POST /instances/{id}/resume"] = "Resumed an integration",
        ["POST /instances/{id}/read"] = "Asked for a read",
        ["POST /instances/{id}/scan"] = "Asked for a scan",
        ["POST /instances/{id}/backfill"] = "Asked for a backfill",
        ["POST /instances/{id}/reset"] = "Reset an integration",
        ["DELETE /instances/{id}/cursors/{stream}"] = "Reset a cursor",
        ["POST /instances/{id}/deletions/{stream}/apply"] = "Applied a held mass deletion",
        ["POST /instances/{id}/deletions/{stream}/dismiss"] = "Dismissed a held mass deletion",
        ["POST /connectors"] = "Installed a connector",
        ["PUT /connectors/{id}"] = "Upgraded a connector",
        ["DELETE /connectors/{id}"] = "Removed a connector",
        ["PUT /catalog/{instance}/documents/{name}"] = "Wrote a catalog document",
        ["DELETE /catalog/{instance}/documents/{name}"] = "Removed a catalog document",
        ["POST /mappings/{instance}/{stream}/activate"] = "Activated a mapping",
        ["POST /mappings/{instance}/{stream}/rollback"] = "Rolled a mapping back",
        ["POST /mappings/{instance}/{stream}/replay"] = "Replayed a stream",
        ["POST /mappings/{instance}/{stream}/place"] = "Placed a value",
        ["POST /mappings/{instance}/{stream}/drift/accept"] = "Accepted a new form of records",
        ["POST /dead-letters/{id}/replay"] = "Replayed a dead letter",
        ["POST /dead-letters/replay"] = "Replayed dead letters",
        ["POST /references/settle"] = "Settled a reference",
        ["POST /actions"] = "Asked for an action",
        ["POST /actions/{id}/settle"] = "Settled an action",
        ["PUT /links/rules/{id}"] = "Wrote a link rule",
        ["DELETE /links/rules/{id}"] = "Removed a link rule",
        ["POST /links/rules/preview"] = "Previewed a link rule",
        ["POST /cdevents/receivers/{id}/pause"] = "Paused a receiver of CDEvents",
        ["POST /cdevents/receivers/{id}/resume"] = "Resumed a receiver of CDEvents",
        ["POST /people/forget"] = "Forgot a person",
        ["POST /keys"] = "Made an API key",
        ["DELETE /keys/{name}"] = "Revoked an API key",
        ["PUT /secrets/{name}"] = "Stored a secret",
        ["DELETE /secrets/{name}"] = "Removed a secret",
        ["POST /log/backup"] = "Backed the log up",
    };

    /// <summary>The words for what was asked; it itself where there are none.</summary>
    /// <param name="action"><see cref="AuditEntry.Action"/>.</param>
    public static string Of(string action) =>
        Known.TryGetValue(action, out var words) ? words
        : action.StartsWith(ToolAction + ' ', StringComparison.Ordinal) ? $"Ran {action[(ToolAction.Length + 1)..]} in a tool"
        : action;
}
