using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.Hub.Runtime.Callers;

/// <summary>What the console asks of the hub. A test holds each against its endpoint of the REST API: role, scope and audit are the same.</summary>
public static class Operations
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Operation> All => [.. typeof(Operations).GetProperties().Where(p => p.PropertyType == typeof(Operation)).Select(p => (Operation)p.GetValue(null)!)];

    /// <summary><c>GET /instances</c>.</summary>
    public static Operation ListInstances { get; } = new("GET /instances", Role.Viewer);

    /// <summary><c>POST /instances</c>.</summary>
    public static Operation AddInstance { get; } = new("POST /instances", Role.Administrator);

    /// <summary><c>POST /instances/check</c>.</summary>
    public static Operation TryInstance { get; } = new("POST /instances/check", Role.Administrator) { NotAudited = true };

    /// <summary><c>PUT /instances/{id}</c>.</summary>
    public static Operation ChangeInstance { get; } = new("PUT /instances/{id}", Role.Administrator);

    /// <summary><c>DELETE /instances/{id}</c>.</summary>
    public static Operation RemoveInstance { get; } = new("DELETE /instances/{id}", Role.Administrator);

    /// <summary><c>POST /instances/{id}/check</c>.</summary>
    public static Operation CheckInstance { get; } = new("POST /instances/{id}/check", Role.Operator) { NotAudited = true };

    /// <summary><c>POST /instances/{id}/pause</c>.</summary>
    public static Operation PauseInstance { get; } = new("POST /instances/{id}/pause", Role.Operator);

    /// <summary><c>POST /instances/{id}/resume</c>.</summary>
    public static Operation ResumeInstance { get; } = new("POST /instances/{id}/resume", Role.Operator);

    /// <summary><c>POST /instances/{id}/read</c>.</summary>
    public static Operation ReadInstance { get; } = new("POST /instances/{id}/read", Role.Operator);

    /// <summary><c>POST /instances/{id}/scan</c>.</summary>
    public static Operation ScanInstance { get; } = new("POST /instances/{id}/scan", Role.Operator);

    /// <summary><c>POST /instances/{id}/backfill</c>.</summary>
    public static Operation BackfillInstance { get; } = new("POST /instances/{id}/backfill", Role.Operator);

    /// <summary><c>POST /instances/{id}/reset</c>.</summary>
    public static Operation ResetInstance { get; } = new("POST /instances/{id}/reset", Role.Administrator);

    /// <summary><c>GET /instances/{id}/deletions</c>.</summary>
    public static Operation ListHeldDeletions { get; } = new("GET /instances/{id}/deletions", Role.Viewer);

    /// <summary><c>POST /instances/{id}/deletions/{stream}/apply</c>.</summary>
    public static Operation ApplyHeldDeletions { get; } = new("POST /instances/{id}/deletions/{stream}/apply", Role.Administrator);

    /// <summary><c>POST /instances/{id}/deletions/{stream}/dismiss</c>.</summary>
    public static Operation DismissHeldDeletions { get; } = new("POST /instances/{id}/deletions/{stream}/dismiss", Role.Administrator);

    /// <summary><c>GET /instances/{id}/cursors</c>.</summary>
    public static Operation ListCursors { get; } = new("GET /instances/{id}/cursors", Role.Operator);

    /// <summary><c>DELETE /instances/{id}/cursors/{stream}</c>.</summary>
    public static Operation ResetCursor { get; } = new("DELETE /instances/{id}/cursors/{stream}", Role.Administrator);

    /// <summary><c>GET /instances/{id}/lag</c>.</summary>
    public static Operation ShowLag { get; } = new("GET /instances/{id}/lag", Role.Viewer);

    /// <summary><c>GET /connectors</c>.</summary>
    public static Operation ListConnectors { get; } = new("GET /connectors", Role.Viewer);

    /// <summary><c>POST /connectors</c>.</summary>
    public static Operation InstallConnector { get; } = new("POST /connectors", Role.Administrator) { WholeScope = true };

    /// <summary><c>PUT /connectors/{id}</c>.</summary>
    public static Operation UpgradeConnector { get; } = new("PUT /connectors/{id}", Role.Administrator) { WholeScope = true };

    /// <summary><c>DELETE /connectors/{id}</c>.</summary>
    public static Operation RemoveConnector { get; } = new("DELETE /connectors/{id}", Role.Administrator) { WholeScope = true };

    /// <summary><c>GET /catalog/{instance}/documents</c>.</summary>
    public static Operation ListCatalogDocuments { get; } = new("GET /catalog/{instance}/documents", Role.Viewer);

    /// <summary><c>GET /catalog/{instance}/documents/{name}</c>.</summary>
    public static Operation ShowCatalogDocument { get; } = new("GET /catalog/{instance}/documents/{name}", Role.Viewer);

    /// <summary><c>PUT /catalog/{instance}/documents/{name}</c>.</summary>
    public static Operation PutCatalogDocument { get; } = new("PUT /catalog/{instance}/documents/{name}", Role.Administrator);

    /// <summary><c>DELETE /catalog/{instance}/documents/{name}</c>.</summary>
    public static Operation RemoveCatalogDocument { get; } = new("DELETE /catalog/{instance}/documents/{name}", Role.Administrator);

    /// <summary><c>GET /events</c>.</summary>
    public static Operation FollowEvents { get; } = new("GET /events", Role.Viewer);

    /// <summary><c>GET /entities</c>.</summary>
    public static Operation FindEntities { get; } = new("GET /entities", Role.Viewer);

    /// <summary><c>GET /trace</c>.</summary>
    public static Operation Trace { get; } = new("GET /trace", Role.Viewer);

    /// <summary><c>GET /links</c>.</summary>
    public static Operation ListLinks { get; } = new("GET /links", Role.Viewer);

    /// <summary><c>GET /references</c>.</summary>
    public static Operation ListReferences { get; } = new("GET /references", Role.Viewer);

    /// <summary><c>POST /references/settle</c>.</summary>
    public static Operation SettleReference { get; } = new("POST /references/settle", Role.Administrator) { WholeScope = true };

    /// <summary><c>GET /entities/waiting</c>.</summary>
    public static Operation ListWaitingEntities { get; } = new("GET /entities/waiting", Role.Viewer);

    /// <summary><c>GET /dead-letters</c>.</summary>
    public static Operation ListDeadLetters { get; } = new("GET /dead-letters", Role.Viewer);

    /// <summary><c>GET /dead-letters/{id}</c>.</summary>
    public static Operation ShowDeadLetter { get; } = new("GET /dead-letters/{id}", Role.Operator);

    /// <summary><c>POST /dead-letters/{id}/replay</c>.</summary>
    public static Operation ReplayDeadLetter { get; } = new("POST /dead-letters/{id}/replay", Role.Operator);

    /// <summary><c>GET /mappings</c>.</summary>
    public static Operation ListMappings { get; } = new("GET /mappings", Role.Viewer);

    /// <summary><c>GET /mappings/{instance}/{stream}/overlay</c>.</summary>
    public static Operation ShowOverlay { get; } = new("GET /mappings/{instance}/{stream}/overlay", Role.Viewer);

    /// <summary><c>GET /mappings/unmapped</c>.</summary>
    public static Operation ListUnmapped { get; } = new("GET /mappings/unmapped", Role.Viewer);

    /// <summary><c>POST /mappings/{instance}/{stream}/place</c>.</summary>
    public static Operation PlaceValue { get; } = new("POST /mappings/{instance}/{stream}/place", Role.Administrator);

    /// <summary><c>GET /mappings/drift</c>.</summary>
    public static Operation ListDrift { get; } = new("GET /mappings/drift", Role.Viewer);

    /// <summary><c>POST /mappings/{instance}/{stream}/drift/accept</c>.</summary>
    public static Operation AcceptDrift { get; } = new("POST /mappings/{instance}/{stream}/drift/accept", Role.Administrator);

    /// <summary><c>POST /mappings/{instance}/{stream}/activate</c>.</summary>
    public static Operation ActivateMapping { get; } = new("POST /mappings/{instance}/{stream}/activate", Role.Administrator);

    /// <summary><c>POST /mappings/{instance}/{stream}/rollback</c>.</summary>
    public static Operation RollBackMapping { get; } = new("POST /mappings/{instance}/{stream}/rollback", Role.Administrator);

    /// <summary><c>POST /mappings/{instance}/{stream}/replay</c>.</summary>
    public static Operation ReplayMapping { get; } = new("POST /mappings/{instance}/{stream}/replay", Role.Administrator);

    /// <summary><c>GET /mappings/{instance}/{stream}/replay</c>.</summary>
    public static Operation ShowReplay { get; } = new("GET /mappings/{instance}/{stream}/replay", Role.Viewer);

    /// <summary><c>POST /mappings/{instance}/{stream}/preview</c>.</summary>
    public static Operation PreviewMapping { get; } = new("POST /mappings/{instance}/{stream}/preview", Role.Administrator) { NotAudited = true };

    /// <summary><c>GET /mappings/{instance}/{stream}/preview</c>.</summary>
    public static Operation ShowPreview { get; } = new("GET /mappings/{instance}/{stream}/preview", Role.Administrator);

    /// <summary><c>POST /mappings/lint</c>.</summary>
    public static Operation LintMapping { get; } = new("POST /mappings/lint", Role.Administrator) { NotAudited = true };

    /// <summary><c>POST /mappings/test</c>.</summary>
    public static Operation TestMapping { get; } = new("POST /mappings/test", Role.Administrator) { NotAudited = true };

    /// <summary><c>POST /mappings/eval</c>.</summary>
    public static Operation EvalMapping { get; } = new("POST /mappings/eval", Role.Administrator) { NotAudited = true };

    /// <summary><c>GET /actions</c>.</summary>
    public static Operation ListActions { get; } = new("GET /actions", Role.Viewer);

    /// <summary><c>GET /actions/offered</c>.</summary>
    public static Operation ListOfferedActions { get; } = new("GET /actions/offered", Role.Viewer);

    /// <summary><c>GET /actions/{id}</c>.</summary>
    public static Operation ShowAction { get; } = new("GET /actions/{id}", Role.Viewer);

    /// <summary><c>POST /actions</c>.</summary>
    public static Operation RunAction { get; } = new("POST /actions", Role.Operator);

    /// <summary><c>POST /actions/preview</c>.</summary>
    public static Operation PreviewAction { get; } = new("POST /actions/preview", Role.Operator) { NotAudited = true };

    /// <summary><c>POST /actions/{id}/settle</c>.</summary>
    public static Operation SettleAction { get; } = new("POST /actions/{id}/settle", Role.Operator);

    /// <summary><c>GET /audit</c>.</summary>
    public static Operation ReadAudit { get; } = new("GET /audit", Role.Administrator) { WholeScope = true };

    /// <summary><c>GET /audit/newest</c>.</summary>
    public static Operation LookBackAtAudit { get; } = new("GET /audit/newest", Role.Administrator) { WholeScope = true };

    /// <summary><c>GET /keys</c>.</summary>
    public static Operation ListKeys { get; } = new("GET /keys", Role.Administrator) { WholeScope = true };

    /// <summary><c>POST /keys</c>.</summary>
    public static Operation CreateKey { get; } = new("POST /keys", Role.Administrator) { WholeScope = true };

    /// <summary><c>DELETE /keys/{name}</c>.</summary>
    public static Operation RevokeKey { get; } = new("DELETE /keys/{name}", Role.Administrator) { WholeScope = true };

    /// <summary><c>GET /secrets</c>.</summary>
    public static Operation ListSecrets { get; } = new("GET /secrets", Role.Administrator) { WholeScope = true };

    /// <summary><c>PUT /secrets/{name}</c>.</summary>
    public static Operation PutSecret { get; } = new("PUT /secrets/{name}", Role.Administrator) { WholeScope = true };

    /// <summary><c>DELETE /secrets/{name}</c>.</summary>
    public static Operation RemoveSecret { get; } = new("DELETE /secrets/{name}", Role.Administrator) { WholeScope = true };

    /// <summary><c>GET /status</c>.</summary>
    public static Operation ShowStatus { get; } = new("GET /status", Role.Viewer);

    /// <summary><c>GET /entities/search</c>.</summary>
    public static Operation SearchEntities { get; } = new("GET /entities/search", Role.Viewer);

    /// <summary><c>GET /entities/cdevents</c>.</summary>
    public static Operation ShowTransitions { get; } = new("GET /entities/cdevents", Role.Viewer);

    /// <summary><c>GET /entities/record</c>.</summary>
    public static Operation ShowRecord { get; } = new("GET /entities/record", Role.Operator);

    /// <summary><c>GET /dead-letters/groups</c>.</summary>
    public static Operation GroupDeadLetters { get; } = new("GET /dead-letters/groups", Role.Viewer);

    /// <summary><c>POST /dead-letters/replay</c>.</summary>
    public static Operation ReplayDeadLetters { get; } = new("POST /dead-letters/replay", Role.Operator);

    /// <summary><c>POST /mappings/{instance}/{stream}/try</c>.</summary>
    public static Operation TryMapping { get; } = new("POST /mappings/{instance}/{stream}/try", Role.Administrator) { NotAudited = true };

    /// <summary><c>GET /mappings/{instance}/{stream}/base</c>.</summary>
    public static Operation ShowBase { get; } = new("GET /mappings/{instance}/{stream}/base", Role.Viewer);
}
