using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Actions;
using WireMock;
using WireMock.Types;
using WireMock.Util;

namespace Plutora.Integration.Tests;

/// <summary>What a simulated tool answers, and what is asked of the instance that speaks to it.</summary>
internal static class ToolAnswers
{
    /// <summary>An answer of JSON.</summary>
    public static ResponseMessage Json(string json, int status = 200, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var all = new Dictionary<string, WireMockList<string>> { ["Content-Type"] = new("application/json;charset=UTF-8") };
        foreach (var (name, value) in headers)
        {
            all[name] = new(value);
        }

        return new() { StatusCode = status, Headers = all, BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = json } };
    }

    /// <summary>A request for an action, <c>act-1</c>.</summary>
    public static ActionRequest Asked(string action, JsonObject arguments, string? stream = null, string? target = null, string? container = null) => new()
    {
        ActionId = "act-1",
        Action = action,
        Target = target,
        TargetStream = stream,
        Container = container,
        Arguments = JsonElement.Parse(arguments.ToJsonString()),
    };
}
