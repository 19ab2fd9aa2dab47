using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>What the actions share: an issue looked at, a text written, a result made.</summary>
internal sealed class IssueAccess(JiraApi api)
{
    /// <summary>Under this key the id of the action stands at what it made, by which it is found again when the answer was lost.</summary>
    public const string Mark = "plutora-action";

    public JiraApi Api => api;

    /// <summary>An issue with some of its fields.</summary>
    /// <exception cref="ConnectorException">Not found, when Jira has it no longer or hides it.</exception>
    public Task<JsonDocument> LookAsync(string issue, string fields, CancellationToken cancellationToken) =>
        api.GetAsync(Path(issue), [("fields", fields)], cancellationToken);

    /// <summary>Path of an issue, and of what belongs to it.</summary>
    public string Path(string issue, string of = "") => api.Platform($"issue/{JiraApi.Part(issue)}{of}");

    /// <summary>Where people look at an issue.</summary>
    public static string? Url(JsonElement issue) =>
        issue.Text("self") is { } self && issue.Text("key") is { } key && self.IndexOf("/rest/", StringComparison.Ordinal) is > 0 and var end ? $"{self[..end]}/browse/{key}" : null;

    /// <summary>A text as this Jira takes it: a document at Cloud, wiki text at a Data Center.</summary>
    public JsonNode Text(string text) => api.IsCloud ? RichText.Of(text) : text;

    /// <summary>The mark that an action leaves at what it makes.</summary>
    public static JsonArray Marked(ActionRequest request) => [new JsonObject { ["key"] = Mark, ["value"] = new JsonObject { ["id"] = request.ActionId } }];

    /// <summary>Whether a mark is that of an action.</summary>
    public static bool IsMarked(JsonElement? value, ActionRequest request) => value?.Text("id") == request.ActionId;

    /// <summary>Looks for the mark of an action.</summary>
    public async Task<bool> HasMarkAsync(string propertiesOf, ActionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var property = await api.GetAsync(api.Platform($"{propertiesOf}/properties/{Mark}"), cancellationToken).ConfigureAwait(false);
            return IsMarked(property.RootElement.Member("value"), request);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return false;
        }
    }

    /// <summary>
    /// The result of what was done, with the version that Jira gave the issue. It was done: that the issue cannot be looked at afterwards is no
    /// failure, it only leaves the version out.
    /// </summary>
    public async Task<ActionResult> ResultAsync<TValues>(string issue, string fields, Func<JsonElement?, TValues> values, JsonTypeInfo<TValues> type, CancellationToken cancellationToken)
    {
        try
        {
            using var found = await LookAsync(issue, $"{fields},updated", cancellationToken).ConfigureAwait(false);
            return new()
            {
                Values = JsonSerializer.SerializeToElement(values(found.RootElement), type),
                RecordVersion = RecordMaker.Text(found.RootElement.Object("fields")?.Instant("updated")),
            };
        }
        catch (ConnectorException)
        {
            return new() { Values = JsonSerializer.SerializeToElement(values(null), type) };
        }
    }

    /// <summary>An issue by what people or Jira call it.</summary>
    public static JsonObject Reference(string keyOrId) => new() { [keyOrId.All(char.IsAsciiDigit) ? "id" : "key"] = keyOrId };
}
