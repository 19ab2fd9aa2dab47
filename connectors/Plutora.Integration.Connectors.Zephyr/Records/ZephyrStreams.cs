using System.Collections.Frozen;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Zephyr.Records;

/// <summary>A list that a stream is read from.</summary>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Path">Path of the list.</param>
/// <param name="Changed">Parameter that asks for what came to its end after an instant; null where the list knows none and is read whole.</param>
internal sealed record ZephyrList(string Stream, string Path, string? Changed = null);

/// <summary>The streams, in the order that decides ties.</summary>
internal static class ZephyrStreams
{
    public const string Case = "test-case";
    public const string Plan = "test-plan";
    public const string Cycle = "test-cycle";
    public const string Execution = "test-execution";

    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(30);

    /// <summary>The lists by stream.</summary>
    public static FrozenDictionary<string, ZephyrList> Lists { get; } = new[]
    {
        new ZephyrList(Case, "testcases"),
        new ZephyrList(Plan, "testplans"),
        new ZephyrList(Cycle, "testcycles"),
        new ZephyrList(Execution, "testexecutions", "actualEndDateAfter"),
    }.ToFrozenDictionary(l => l.Stream, StringComparer.Ordinal);

    // Nothing in Zephyr orders the versions of a record: none tells when it was changed.
    public static IReadOnlyList<StreamDescriptor> All { get; } =
    [
        new() { Id = Case, Description = "A test case with its issue links, from testcases, with the names of its status and priority.", CanScan = true, CanFetch = true, DefaultInterval = Seldom },
        new() { Id = Plan, Description = "A test plan with its cycles and issue links, from testplans, with the name of its status.", CanScan = true, CanFetch = true, DefaultInterval = Seldom },
        new() { Id = Cycle, Description = "A test cycle, from testcycles, with the name of its status.", CanScan = true, CanFetch = true, DefaultInterval = Often },
        new()
        {
            Id = Execution,
            Description = "An execution of a test case, from testexecutions, with the names of its status and environment.",
            CanScan = true,
            CanFetch = true,
            DefaultInterval = Often,
            // The clocks of the hub and of Zephyr may differ, and an execution may be told to have ended a while ago.
            Overlap = TimeSpan.FromHours(1),
        },
    ];
}
