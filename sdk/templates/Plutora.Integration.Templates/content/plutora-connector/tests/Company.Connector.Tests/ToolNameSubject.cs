using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Company.Connector.Tests;

/// <summary>ToolName as far as the connector asks it. The kit serves it over HTTP, changes what it keeps, and lets it fail.</summary>
internal static class ToolNameSubject
{
    public static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool { Admits = request => request.Headers.GetValueOrDefault("Authorization") == "Bearer kit-token" };
        var tickets = tool.Keeps(new SimulatedStream("ticket", record => new()
        {
            ["id"] = record.Number,
            ["title"] = $"Ticket {record.Number}, revision {record.Revision}",
            ["state"] = "open",
            ["url"] = $"https://tool.example/tickets/{record.Number}",
            ["created_at"] = record.CreatedAt.ToString("O"),
            ["changed_at"] = record.UpdatedAt.ToString("O"),
        }));
        tool.Get("/me", _ => ToolAnswer.Json("""{"name":"kit"}"""));
        tool.Get("/tickets", request => ToolAnswer.List(tickets.ChangedSince(request.Instant("changed_since")).Take(request.Number("limit", 100)).Select(t => t.Json())));
        return new()
        {
            Connector = new ToolNameConnector(),
            Tool = tool,
            Options = address => new() { ["address"] = address.AbsoluteUri, ["token"] = "kit-token" },
        };
    }
}
