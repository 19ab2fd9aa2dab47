using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Tests.Documentation;

internal static class BoardSubject
{
    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = request => request.Headers.GetValueOrDefault("Authorization") == "Bearer s3cret-token" };
        var cards = tool.Keeps(new SimulatedStream("card", record => new()
        {
            ["id"] = record.Number,
            ["title"] = $"Card {record.Number}, revision {record.Revision}",
            ["done"] = false,
            ["changed"] = record.UpdatedAt.ToString("O"),
        }));
        tool.Get("/me", _ => ToolAnswer.Json("""{"name":"kit"}"""));
        tool.Get("/cards", request => ToolAnswer.Json(new JsonObject { ["cards"] = Behind(cards, request.Query["after"]) }));
        return new()
        {
            Connector = new BoardConnector(),
            Folder = Path.Combine(AppContext.BaseDirectory, "board"),
            Tool = tool,
            Options = address => new() { ["address"] = address.AbsoluteUri, ["token"] = "s3cret-token" },
        };
    }

    // Board continues behind the last card, by when it changed and its id, and gives five at a time.
    private static JsonArray Behind(SimulatedStream cards, string after)
    {
        var (at, id) = after.Split(' ') is [var changed, var last] ? (DateTimeOffset.Parse(changed, null), int.Parse(last, null)) : (default, 0);
        return [.. cards.ChangedSince(at).Where(c => c.UpdatedAt > at || c.Number > id).Take(5).Select(c => c.Json())];
    }
}

public sealed class BoardAcceptance
{
    private static readonly AcceptanceKit Kit = new(BoardSubject.Describe) { ReportFolder = Path.Combine(AppContext.BaseDirectory, "acceptance") };

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory, MemberData(nameof(Properties))]
    public Task Board_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);
}
