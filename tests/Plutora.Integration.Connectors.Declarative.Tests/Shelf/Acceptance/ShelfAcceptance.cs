using System.Globalization;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf.Acceptance;

/// <summary>A connector on the shelf with its simulated tool.</summary>
public interface IShelfSubject
{
    /// <summary>Describes it anew.</summary>
    static abstract ConnectorSubject Describe();
}

/// <summary>The acceptance kit on a connector of the shelf. With PLUTORA_KIT_REPORTS each writes its report into a folder of its own there.</summary>
/// <typeparam name="TSubject">The test class itself, which describes the connector.</typeparam>
public abstract class ShelfAcceptance<TSubject>
    where TSubject : IShelfSubject
{
    private static readonly AcceptanceKit Kit = new(TSubject.Describe)
    {
        ReportFolder = Environment.GetEnvironmentVariable("PLUTORA_KIT_REPORTS") is { Length: > 0 } folder ? Path.Combine(folder, typeof(TSubject).Name) : null,
    };

    [Theory]
    [MemberData(nameof(Rows.Properties), MemberType = typeof(Rows))]
    public Task It_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);
}

/// <summary>The properties as rows of a theory.</summary>
public static class Rows
{
    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];
}

/// <summary>How simulated tools write.</summary>
internal static class Written
{
    /// <summary>The subject of a connector on the shelf.</summary>
    public static ConnectorSubject Subject(string id, SimulatedTool tool, Func<Uri, JsonObject> options) => new() { Connector = ShelfFolder.Connector(id), Folder = ShelfFolder.Of(id), Tool = tool, Options = options };

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    public static JsonArray List(IEnumerable<SimulatedRecord> records) => [.. records.Select(r => r.Json())];

    public static ToolAnswer Answer(IEnumerable<SimulatedRecord> records) => ToolAnswer.Json(List(records));

    public static ToolAnswer One(SimulatedRecord? record) => record is null ? ToolAnswer.NotFound() : ToolAnswer.Json(record.Json());

    public static string Utc(this DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static bool Has(this ToolRequest request, string header, string value) => request.Headers.GetValueOrDefault(header) == value;

    public static bool HasBasic(this ToolRequest request, string user, string password) =>
        request.Has("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}")));
}
