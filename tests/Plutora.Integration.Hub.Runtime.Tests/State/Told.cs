using System.Text;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Streams, mappings and records that the tests of state share.</summary>
internal static class Told
{
    public static readonly StreamDescriptor Item = new() { Id = "item", Description = "A work item.", Versions = VersionOrder.Instant, CanRead = true, CanFetch = true, CanScan = true };

    public static readonly StreamDescriptor Note = new() { Id = "note", Description = "What adds to an item.", Versions = VersionOrder.Instant, CanRead = false, Partial = true, Secondary = true };

    public static readonly StreamDescriptor Part = new() { Id = "part", Description = "A part of an item.", Versions = VersionOrder.Instant, CanRead = false, Partial = true };

    public static readonly StreamDescriptor Loose = new() { Id = "loose", Description = "A milestone without versions.", Versions = VersionOrder.None, CanRead = true, CanScan = true };

    public const string ItemMapping = """
        version: 1
        source: scripted/item
        target: work-item
        key: id
        aliases:
          - alias: name
        set:
          title: title
          kind: '"task"'
          state: $table("state", state)
          sourceState: state
          description: text
          parent: 'parent ? $alias("work-item", parent)'
        tables: { state: { open: in-progress, done: done, default: other } }
        """;

    public const string LinkedMapping = """
        version: 1
        source: scripted/item
        target: work-item
        key: id
        aliases:
          - alias: name
        set: { title: title, kind: '"task"', state: '"in-progress"' }
        links:
          - relation: depends-on
            to: on.$alias("work-item", $)
        """;

    public const string NoteMapping = """
        version: 1
        source: scripted/note
        target: work-item
        key: item
        set: { kind: kind, state: state, priority: '"high"', sourcePriority: priority }
        """;

    public const string PartMapping = """
        version: 1
        source: scripted/part
        target: work-item
        key: id
        set: { title: title, kind: '"task"', state: '"in-progress"', description: text, priority: '$exists(priority) ? "high"', sourcePriority: priority }
        """;

    public const string LooseMapping = """
        version: 1
        source: scripted/loose
        target: milestone
        key: id
        set: { title: title, state: '"open"' }
        """;

    public static IReadOnlyDictionary<string, string> Mappings { get; } = new Dictionary<string, string>
    {
        ["item"] = ItemMapping,
        ["note"] = NoteMapping,
        ["part"] = PartMapping,
        ["loose"] = LooseMapping,
    };

    public static IReadOnlyList<StreamDescriptor> Streams { get; } = [Item, Note, Part, Loose];

    /// <summary>An item as of so many seconds after the bench's start.</summary>
    public static SourceRecord OfItem(string id, int second, string members) => Of("item", id, second, $$"""{"id":"{{id}}",{{members}}}""");

    public static SourceRecord Of(string stream, string id, int? second, string json, bool deleted = false) => new()
    {
        Stream = stream,
        Id = id,
        Json = Encoding.UTF8.GetBytes(json),
        Version = second is { } s ? At(s).ToString("O") : null,
        Time = second is { } t ? At(t) : null,
        Deleted = deleted,
    };

    public static DateTimeOffset At(int second) => StateBench.Start.AddSeconds(second);
}
