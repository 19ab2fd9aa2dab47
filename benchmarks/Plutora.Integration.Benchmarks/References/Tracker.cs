using System.Globalization;
using System.Text;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Benchmarks.References;

/// <summary>It needs none.</summary>
public sealed class TrackerOptions;

/// <summary>A tool of commits and work items whose records the benchmark stores itself.</summary>
internal sealed class Tracker : Connector<TrackerOptions>
{
    public const string Item = """
        version: 1
        source: tracker/item
        target: work-item
        key: id
        aliases:
          - alias: name
        set: { title: title, kind: '"task"', state: '"in-progress"' }
        """;

    public const string Commit = """
        version: 1
        source: tracker/commit
        target: commit
        key: sha
        aliases:
          - alias: sha
        set:
          title: message
          sha: sha
          message: message
          repository: $id("repository", "r")
          committedAt: $instant(at)
          authoredAt: $instant(at)
        links:
          - relation: implements
            to: $issueKeys(message).$alias("work-item", $)
        """;

    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Commit of a number, whose message names the work item of that number, by turns.</summary>
    public static SourceRecord CommitOf(int number, int items) => Record("commit", $"{number:x40}", $$"""{"sha":"{{number:x40}}","at":"2026-01-01T00:00:00Z","message":"KEY-{{number % items + 1}} change {{number}}"}""");

    /// <summary>Work item of a number.</summary>
    public static SourceRecord ItemOf(int number) => Record("item", number.ToString(CultureInfo.InvariantCulture), $$"""{"id":{{number}},"name":"KEY-{{number + 1}}","title":"Item {{number}}"}""");

    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "tracker",
        Version = "1.0.0",
        DisplayName = "Tracker",
        Description = "Commits and work items of the benchmark.",
        Streams =
        [
            new() { Id = "item", Description = "A work item.", Versions = VersionOrder.Immutable, CanRead = false },
            new() { Id = "commit", Description = "A commit.", Versions = VersionOrder.Immutable, CanRead = false },
        ],
    };

    protected override ConnectorInstance Open(TrackerOptions options, ConnectorContext context, IServiceProvider services) => new Instance();

    private static SourceRecord Record(string stream, string id, string json) => new() { Stream = stream, Id = id, Time = At, Json = Encoding.UTF8.GetBytes(json) };

    private sealed class Instance : ConnectorInstance
    {
        public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(CheckResult.Success("fine"));

        public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => AsyncEnumerable.Empty<RecordPage>();
    }
}
