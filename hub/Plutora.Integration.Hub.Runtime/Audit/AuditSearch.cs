namespace Plutora.Integration.Hub.Runtime.Audit;

/// <summary>Which entries of the audit trail are sought. What is null holds for all.</summary>
public sealed record AuditSearch
{
    /// <summary>Name of the API key.</summary>
    public string? Key { get; init; }

    /// <summary>What was asked, whole (<c>POST /keys</c>) or its first word (<c>action</c>: what was changed in tools).</summary>
    public string? Action { get; init; }

    /// <summary>Part of what it was asked of, or of what else was said; in whatever case.</summary>
    public string? Target { get; init; }

    /// <summary><c>done</c>, <c>refused</c>, <c>failed</c> or <c>unknown</c>.</summary>
    public string? Result { get; init; }

    /// <summary>The earliest time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which it was.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether an entry is sought.</summary>
    public bool Holds(AuditEntry entry) =>
        (Key is null || entry.Key == Key)
        && (Action is null || entry.Action == Action || (entry.Action.StartsWith(Action, StringComparison.Ordinal) && entry.Action[Action.Length] == ' '))
        && (Target is null || Has(entry.Target) || Has(entry.Detail))
        && (Result is null || entry.Result == Result)
        && !(entry.At < From) && !(entry.At >= Until);

    private bool Has(string? text) => text?.Contains(Target!, StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>What a look back at the audit trail found.</summary>
/// <param name="Entries">The entries, the newest first.</param>
/// <param name="Before">Given to the next look, it goes on behind these; null where the trail, or the time that was asked for, ends.</param>
/// <param name="SeenBackTo">Time of the oldest entry that was looked at; null where there was none. A look ends after some thousand, though there may be older ones that fit.</param>
public sealed record AuditLook(IReadOnlyList<AuditEntry> Entries, long? Before, DateTimeOffset? SeenBackTo);
