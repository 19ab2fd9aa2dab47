using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.TestResults.Tests.Formats;

/// <summary>What a small file is read as.</summary>
internal static class Told
{
    public static async Task<List<JsonNode>> Records(string name, string text)
    {
        var result = await Opened.Receive(name, text);
        Assert.Empty(result.Faults);
        Mapped.Entities(result.Records).AssertValid();
        return [.. result.Records.Select(r => JsonNode.Parse(r.Json.Span)!)];
    }

    public static async Task<JsonNode> Record(string name, string text) => Assert.Single(await Records(name, text));

    /// <summary>The only test of the only suite that has one.</summary>
    public static async Task<JsonNode> Case(string name, string text) =>
        Assert.Single((await Records(name, text)).SelectMany(r => r["cases"]!.AsArray()))!;

    public static string? Text(this JsonNode node, string member) => node[member] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        var other => other.ToJsonString(),
    };

    public static IEnumerable<string> Results(this JsonNode record) => record["cases"]!.AsArray().Select(c => $"{c!.Text("name")} {c!.Text("result")}");
}
