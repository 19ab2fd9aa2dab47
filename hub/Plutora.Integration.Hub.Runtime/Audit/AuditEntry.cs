using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.Hub.Runtime.Audit;

/// <summary>Who changed what, when, with what result. It names no person: a person who is forgotten stands there as a hash, a key by the name that it was given.</summary>
/// <param name="At">When.</param>
/// <param name="Key">Name of the API key.</param>
/// <param name="Role">Its role then.</param>
/// <param name="Action">What was asked, as method and path of the API: <c>POST /instances/{id}/pause</c>.</param>
/// <param name="Target">Whom or what it was asked of: an instance, a stream, a key's or secret's name.</param>
/// <param name="Detail">What else was said, never a secret or an option's value; null where nothing was.</param>
/// <param name="Result"><c>done</c>, <c>refused</c> or <c>failed</c>.</param>
/// <param name="Status">HTTP status of the answer.</param>
public sealed record AuditEntry(DateTimeOffset At, string Key, Role Role, string Action, string? Target, string? Detail, string Result, int Status);

/// <summary>A page of the audit trail.</summary>
/// <param name="Entries">The entries, oldest first.</param>
/// <param name="Next">Where the next page begins.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string Next);
