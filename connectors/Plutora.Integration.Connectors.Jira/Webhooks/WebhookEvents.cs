using System.Text.Json;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Jira.Webhooks;

/// <summary>Which objects of which event are records of which stream, and which events only say that something changed.</summary>
internal static class WebhookEvents
{
    /// <summary>Objects that a delivery holds in the form in which they are read.</summary>
    private static readonly Dictionary<string, string> Whole = new(StringComparer.Ordinal)
    {
        ["version"] = JiraStreams.Version,
        ["sprint"] = JiraStreams.Sprint,
        ["worklog"] = JiraStreams.Worklog,
    };

    /// <summary>Objects that it holds in part: they are read soon.</summary>
    private static readonly Dictionary<string, string> Parts = new(StringComparer.Ordinal)
    {
        ["project"] = JiraStreams.Project,
        ["board"] = JiraStreams.Board,
        ["user"] = JiraStreams.User,
    };

    private static readonly Dictionary<string, string> Ignored = new(StringComparer.Ordinal)
    {
        ["issue"] = "says that data of an app changed, and nothing that an issue shows",
        ["attachment"] = "says that a file was attached, which is nothing of the model",
        ["filter"] = "says that a stored search changed, and nothing of delivery",
        ["option"] = "says that Jira was set up otherwise, and nothing of delivery",
        ["jira:worklog"] = "says what the events worklog_created, worklog_updated and worklog_deleted tell one by one",
    };

    public static ReceiveResult Read(string name, JsonElement payload)
    {
        var (kind, happened) = Split(name);
        return kind switch
        {
            "jira:issue" when happened == "deleted" => Gone(JiraStreams.Issue, payload, "issue"),
            "jira:issue" => Issue(payload),
            "comment" or "issuelink" => new() { ReadStreams = [JiraStreams.Issue] },
            "project" when happened is "deleted" or "soft_deleted" => RemovedProject(payload),
            _ when Whole.TryGetValue(Bare(kind), out var stream) => happened == "deleted"
                ? Gone(stream, payload, Bare(kind))
                : ReceiveResult.Of(RecordMaker.Make(stream, payload.RequiredObject(Bare(kind), "$"), $"$.{Bare(kind)}")),
            _ when Parts.TryGetValue(kind, out var stream) => happened == "deleted"
                ? Gone(stream, payload, kind)
                : new() { ReadStreams = [stream] },
            _ when Ignored.TryGetValue(kind, out var reason) => ReceiveResult.Ignore($"{name} {reason}."),
            _ => ReceiveResult.Ignore($"The event '{name}' is not among those that this connector maps."),
        };
    }

    // The issue as it is now. Of its history the delivery holds the last change alone, and of custom fields their ids: what these tell is read soon.
    private static ReceiveResult Issue(JsonElement payload)
    {
        var changes = payload.Object("changelog") is { } changelog ? changelog.List("items").ToList() : [];
        var history = changes.Exists(c => c.Text("field") is "status" or "issuetype" or "Key");
        var custom = changes.Exists(c => c.Text("fieldtype") == "custom");
        return ReceiveResult.Of(RecordMaker.Make(JiraStreams.Issue, payload.RequiredObject("issue", "$"), "$.issue")) with
        {
            ReadStreams = [.. history ? [JiraStreams.Changelog] : Array.Empty<string>(), .. custom ? [JiraStreams.Issue] : Array.Empty<string>()],
        };
    }

    private static ReceiveResult RemovedProject(JsonElement payload)
    {
        var gone = Gone(JiraStreams.Project, payload, "project");
        return gone with { RemovedContainers = [gone.Records[0].Id] };
    }

    private static ReceiveResult Gone(string stream, JsonElement payload, string member) =>
        ReceiveResult.Of(RecordMaker.Deletion(stream, payload.RequiredObject(member, "$"), $"$.{member}", payload.Instant("timestamp")));

    // "jira:version_released" is "jira:version" and "released".
    private static (string Kind, string Happened) Split(string name) =>
        name.IndexOf('_', StringComparison.Ordinal) is > 0 and var at ? (name[..at], name[(at + 1)..]) : (name, "");

    private static string Bare(string kind) => kind == "jira:version" ? "version" : kind;
}
