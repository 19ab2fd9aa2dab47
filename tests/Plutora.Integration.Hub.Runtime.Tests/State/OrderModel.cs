using CsCheck;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>What a tool may tell of one item, and what must stand in the end whatever the order of arrival.</summary>
internal sealed record Story(IReadOnlyList<Said> Said)
{
    public static readonly Gen<Story> Any = Gen.Select(Gen.Int[1, 6], Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, 3])
        .Select((second, kind, dice, text) => new Said(kind == 2 ? "note" : "item", second, text, Deleted: dice == 0)).Array[1, 8]
        .Select(said => new Story([.. said, .. said.Where(s => s.Text == 3)]));

    /// <summary>The item as the tool has it: of equal versions the last one written; null when it is deleted or was never told.</summary>
    public Said? Item => Said.Where(s => s.Stream == "item").ToList() is { Count: > 0 } items && items.Max(s => s.Second) is var newest && !items.Exists(s => s.Second == newest && s.Deleted)
        ? items.Last(s => s.Second == newest)
        : null;

    /// <summary>The newest note that was not deleted.</summary>
    public Said? Note => Said.Where(s => s is { Stream: "note", Deleted: false } && Said.All(o => !(o is { Stream: "note", Deleted: true } && o.Second >= s.Second))).MaxBy(s => s.Second);
}

/// <summary>One record of a story.</summary>
internal sealed record Said(string Stream, int Second, int Text, bool Deleted)
{
    public SourceRecord Record(string id) => Stream == "item"
        ? Told.Of("item", id, Second, $$"""{"id":"{{id}}","title":"t{{Second}}-{{Text}}","state":"open"}""", Deleted)
        : Told.Of("note", id, Second, $$"""{"id":"{{id}}","item":"{{id}}","priority":"p{{Second}}"}""", Deleted);
}
