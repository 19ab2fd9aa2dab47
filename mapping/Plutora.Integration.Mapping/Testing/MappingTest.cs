namespace Plutora.Integration.Mapping;

/// <summary>A test that stands in a document: one record and what it must become.</summary>
/// <param name="Name">The test's name.</param>
/// <param name="File">The document that holds it.</param>
/// <param name="Line">Its line there, from 1.</param>
/// <param name="Input">The record's file, relative to the folder of the document; null when the record stands in the test.</param>
/// <param name="Record">The record as UTF-8 JSON when it stands in the test.</param>
/// <param name="Expect">What is expected, as a UTF-8 JSON object of fields besides <c>key</c>, <c>aliases</c> and <c>deleted</c>; null when the record must yield nothing.</param>
public sealed record MappingTest(string Name, string File, int Line, string? Input, ReadOnlyMemory<byte> Record, ReadOnlyMemory<byte>? Expect)
{
    /// <summary>The further entities that the record is about, as a UTF-8 JSON array of what is expected of each, its <c>target</c> besides; null not to look.</summary>
    public ReadOnlyMemory<byte>? Outputs { get; init; }

    /// <summary>The links that the record states, in any order, as a UTF-8 JSON array of <c>relation</c>, <c>from</c> and <c>to</c>; null not to look.</summary>
    public ReadOnlyMemory<byte>? Links { get; init; }

    /// <summary>The entities that the record mentions, in the form of <see cref="Outputs"/>; null not to look.</summary>
    public ReadOnlyMemory<byte>? Mentions { get; init; }
}

/// <summary>What became of one test.</summary>
/// <param name="Test">The test.</param>
/// <param name="Differences">Where the outcome differs from what was expected; empty when the test passed.</param>
/// <param name="Error">Why the record could not be read or mapped; null when it could.</param>
public sealed record MappingTestResult(MappingTest Test, IReadOnlyList<MappingDifference> Differences, string? Error)
{
    /// <summary>Whether the record became what was expected.</summary>
    public bool Passed => Error is null && Differences.Count == 0;
}

/// <summary>One place where a test's outcome differs.</summary>
/// <param name="Field">The field, with a path into objects and lists, for example <c>labels[1]</c> or <c>mentions[0].name</c>; <c>key</c>, <c>aliases</c>, <c>deleted</c> or <c>links</c>.</param>
/// <param name="Expected">The expected value as JSON.</param>
/// <param name="Actual">The value found as JSON; <c>nothing</c> when the record yields nothing.</param>
public sealed record MappingDifference(string Field, string Expected, string Actual)
{
    /// <summary>The difference as one sentence.</summary>
    public override string ToString() => $"{Field}: expected {Expected}, found {Actual}";
}
