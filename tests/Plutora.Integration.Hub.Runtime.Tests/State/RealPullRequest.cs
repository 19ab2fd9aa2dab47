using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Connectors.GitHub;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>What GitHub's recorded webhooks say of one pull request, in each form: the webhooks themselves, lists and single answers, through the real connector and its mappings.</summary>
internal sealed class RealPullRequest
{
    /// <summary>The pull request that most of the recorded webhooks are about.</summary>
    private const string Number = "279147437";

    // What GitHub says holds at last: of the versions that tie in the newest second, this one.
    private const string Last = "pull_request.04.json";

    // Members of the webhook's object and of the single answer that a list leaves out, by GitHub's description.
    private static readonly string[] SingleOnly =
    [
        "merged", "mergeable", "rebaseable", "mergeable_state", "merged_by", "comments", "review_comments", "maintainer_can_modify", "commits", "additions", "deletions", "changed_files",
    ];

    private readonly ConnectorInstance _gitHub;
    private readonly List<(string File, JsonObject Body)> _webhooks;

    private RealPullRequest(ConnectorInstance gitHub, List<(string File, JsonObject Body)> webhooks) => (_gitHub, _webhooks) = (gitHub, webhooks);

    public static IConnector Connector { get; } = new GitHubConnector();

    /// <summary>How many deliveries there are.</summary>
    public int Count => _webhooks.Count;

    /// <summary>Where the truth stands among them.</summary>
    public int Truth => _webhooks.FindIndex(w => w.File == Last);

    /// <summary>The shipped mappings by stream.</summary>
    public static Dictionary<string, string> Mappings()
    {
        return Directory.GetFiles(Path.Combine(Shared.Root, "connectors", "Plutora.Integration.Connectors.GitHub", "mappings"), "*.yaml")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
    }

    /// <summary>Reads the recorded webhooks, or skips the test without them.</summary>
    public static RealPullRequest Load()
    {
        var folder = Shared.Folder("payloads/github-webhooks");
        var webhooks = Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)
            .Select(file => (File: Path.GetFileName(file), Text: File.ReadAllText(file)))
            .Where(w => w.Text.Contains(Number, StringComparison.Ordinal))
            .Select(w => (w.File, JsonNode.Parse(w.Text)!.AsObject())).ToList();
        using var services = new ServiceCollection().BuildServiceProvider();
        return new(Connector.Open(new("a", [], NullLogger.Instance, TimeProvider.System, Path.GetTempPath()), services), webhooks);
    }

    /// <summary>Records of a delivery, about a pull request of another id.</summary>
    public Task<IReadOnlyList<SourceRecord>> WebhookAsync(int index, int id) => ReadAsync(_webhooks[index].File, Renamed(_webhooks[index].Body, id));

    /// <summary>The same moment as a list gives it; nothing for a delivery that does not carry the pull request itself.</summary>
    public Task<IReadOnlyList<SourceRecord>> ListAsync(int index, int id) => PolledAsync(index, id, SingleOnly);

    /// <summary>The same moment as the single answer gives it.</summary>
    public Task<IReadOnlyList<SourceRecord>> SingleAsync(int index, int id) => PolledAsync(index, id, []);

    private async Task<IReadOnlyList<SourceRecord>> PolledAsync(int index, int id, string[] without)
    {
        var body = Renamed(_webhooks[index].Body, id);
        if (body["pull_request"] is not JsonObject told) return [];
        foreach (var member in without) told.Remove(member);
        var answer = new JsonObject { ["action"] = "edited", ["pull_request"] = told.DeepClone(), ["repository"] = body["repository"]!.DeepClone() };
        return await ReadAsync("pull_request", answer);
    }

    private async Task<IReadOnlyList<SourceRecord>> ReadAsync(string file, JsonObject body)
    {
        var headers = new Dictionary<string, string> { ["x-github-event"] = file.Split('.')[0] };
        var request = new ReceiveRequest { Kind = ReceiveKind.Webhook, Body = JsonSerializer.SerializeToUtf8Bytes(body), ReceivedAt = StateBench.Start, Headers = headers };
        return (await _gitHub.ReceiveAsync(request, TestContext.Current.CancellationToken)).Records;
    }

    private static JsonObject Renamed(JsonObject body, int id) => JsonNode.Parse(body.ToJsonString().Replace(Number, $"{id}", StringComparison.Ordinal))!.AsObject();
}
