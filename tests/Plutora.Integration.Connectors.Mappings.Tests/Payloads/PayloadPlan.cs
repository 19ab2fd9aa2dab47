using System.Text.RegularExpressions;

namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>What one kind of file in a tool's folder holds, and what it must come to.</summary>
/// <param name="Files">The names of the files, <c>*</c> standing for any text. The first plan of a tool that fits a file is its plan.</param>
public sealed record PayloadPlan(string Files)
{
    /// <summary>The document that maps it, such as <c>jira/issue</c>; null where <see cref="NotMapped"/> says why there is none.</summary>
    public string? Stream { get; private init; }

    /// <summary>Why it holds no record: an error answer, paging headers, a request that the connector sends.</summary>
    public string? NotMapped { get; private init; }

    /// <summary>JSONata that splits the file (each line of a <c>.jsonl</c>) into records; a record is a JSON document of the tool's own.</summary>
    public string Split { get; private init; } = "$";

    /// <summary>Whether <see cref="Split"/> sees the lines of a <c>.jsonl</c> as one list, where a record is put together of several.</summary>
    public bool Whole { get; init; }

    /// <summary>Whether the connector declares the stream as partial.</summary>
    public bool Partial { get; init; }

    /// <summary>Whether there may be no such file: a form of the tool's answers of which we have no example.</summary>
    public bool MayBeAbsent { get; init; }

    /// <summary>How many records the files hold.</summary>
    public int Records { get; init; }

    /// <summary>How many entities of each kind the records are about, each counted once, by name: <c>person 3, sprint 11</c>.</summary>
    public string About { get; init; } = "";

    /// <summary>How many entities of each kind they mention, in the same form.</summary>
    public string Mentions { get; init; } = "";

    /// <summary>How many links of each relation they state, in the same form.</summary>
    public string Links { get; init; } = "";

    /// <summary>The values that have no place, as <c>table=value</c>; the tool's administrator made them, so that no base mapping can know them.</summary>
    public IReadOnlyList<string> Unmapped { get; init; } = [];

    /// <summary>Which records yield nothing, and why.</summary>
    public IReadOnlyList<Silence> Silent { get; init; } = [];

    /// <summary>Files whose records a document maps.</summary>
    public static PayloadPlan Of(string files, string stream, string split) => new(files) { Stream = stream, Split = split };

    /// <summary>Files that hold no record.</summary>
    public static PayloadPlan None(string files, string why) => new(files) { NotMapped = why };

    /// <summary>Whether a file's name fits.</summary>
    public bool Fits(string name) => Regex.IsMatch(name, "^" + Regex.Escape(Files).Replace(@"\*", ".*", StringComparison.Ordinal) + "$");

    /// <inheritdoc/>
    public override string ToString() => Files;
}

/// <summary>Records that yield nothing.</summary>
/// <param name="Reason">Why, in words.</param>
/// <param name="When">JSONata over the record, true for exactly these.</param>
/// <param name="Records">How many there are.</param>
public sealed record Silence(string Reason, string When, int Records);
