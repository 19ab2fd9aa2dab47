using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Plutora.Integration.Connectors.Jira.Tests;

/// <summary>A Jira of our own over real HTTP, whose account lives in Berlin.</summary>
internal sealed class FakeJira : IAsyncDisposable
{
    public const string Fields = """
        [{"id":"summary","name":"Summary","custom":false},
        {"id":"customfield_10020","name":"Спринт","custom":true,"schema":{"type":"array","custom":"com.pyxis.greenhopper.jira:gh-sprint","customId":10020}},
        {"id":"customfield_10106","name":"Story Points","custom":true,"schema":{"type":"number","custom":"com.atlassian.jira.plugin.system.customfieldtypes:float","customId":10106}},
        {"id":"customfield_10200","name":"Team","custom":true,"schema":{"type":"string","custom":"com.atlassian.jira.plugin.system.customfieldtypes:textfield","customId":10200}}]
        """;

    private readonly string _platform;
    private readonly JsonObject _options;
    private readonly TimeProvider _time;
    private int _priority = 1_000;

    public FakeJira(bool cloud = true, TimeProvider? time = null, Action<JsonObject>? options = null)
    {
        Server = WireMockServer.Start();
        _platform = cloud ? "/rest/api/3/" : "/rest/api/2/";
        _time = time ?? TimeProvider.System;
        _options = new JsonObject { ["baseAddress"] = Server.Url, ["deployment"] = cloud ? "cloud" : "data-center", ["token"] = "s3cret-token" };
        if (cloud)
        {
            _options["user"] = "ann@example.com";
        }

        options?.Invoke(_options);
        Instance = Opened();
        Get("myself", """{"accountId":"ann-1","displayName":"Ann","timeZone":"Europe/Berlin"}""");
        Get("field", Fields);
        Get("status", """[{"id":"1","name":"Open","statusCategory":{"id":2,"key":"new"}},{"id":"3","name":"Doing","statusCategory":{"id":4,"key":"indeterminate"}}]""");
    }

    public WireMockServer Server { get; }

    public ConnectorInstance Instance { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What is answered to GET of a path of the platform's interface, or of a whole path.</summary>
    public void Get(string path, string body) => Answer("GET", path, _ => body);

    /// <summary>What is answered to a method of a path.</summary>
    public void Answer(string method, string path, Func<IRequestMessage, string> answer, int status = 200) => On(method, path, request => Message(answer(request), status));

    /// <summary>What is answered to a method of a path, with its status and headers; what is said later counts.</summary>
    public void On(string method, string path, Func<IRequestMessage, ResponseMessage> answer) =>
        Server.Given(Request.Create().WithPath(path.StartsWith('/') ? path : _platform + path).UsingMethod(method)).AtPriority(--_priority).RespondWith(Response.Create().WithCallback(answer));

    /// <summary>What is answered to a search, by what was asked.</summary>
    public void Search(Func<JsonObject, JsonObject> answer) =>
        Answer("POST", _platform.Contains('3', StringComparison.Ordinal) ? "search/jql" : "search", request => answer(JsonNode.Parse(request.Body!)!.AsObject()).ToJsonString());

    /// <summary>The bodies of what was sent to a path, in order.</summary>
    public IReadOnlyList<JsonObject> Sent(string path) =>
        [.. Server.LogEntries.Where(e => e.RequestMessage!.Path == (path.StartsWith('/') ? path : _platform + path) && e.RequestMessage.Body is { Length: > 0 }).Select(e => JsonNode.Parse(e.RequestMessage!.Body!)!.AsObject())];

    public async Task<List<RecordPage>> Read(string stream, Cursor? cursor = null, ReadMode mode = ReadMode.Incremental, DateTimeOffset? since = null, int size = 100) =>
        await Instance.ReadAsync(new() { Stream = stream, Cursor = cursor, Mode = mode, Since = since, PageSize = size }, Ct).ToListAsync(Ct);

    public static ActionRequest Asked(string action, JsonObject arguments, string? target = "10064", string? container = null) => new()
    {
        ActionId = "action-1",
        Action = action,
        Target = target,
        TargetStream = target is null ? null : "issue",
        Container = container,
        Arguments = System.Text.Json.JsonElement.Parse(arguments.ToJsonString()),
    };

    public Task<ActionResult> Execute(string action, JsonObject arguments, string? target = "10064", string? container = null) => Instance.ExecuteAsync(Asked(action, arguments, target, container), Ct);

    /// <summary>Opens the instance anew, on another address where one is given.</summary>
    public async Task ReopenAsync(Uri? address = null)
    {
        await Instance.DisposeAsync();
        _options["baseAddress"] = (address ?? new Uri(Server.Url!)).AbsoluteUri;
        Instance = Opened();
    }

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        Server.Stop();
        Server.Dispose();
    }

    public static ResponseMessage Message(string body, int status = 200, params IReadOnlyList<(string Name, string Value)> headers) => new()
    {
        StatusCode = status,
        Headers = headers.Concat(body.Length == 0 && status != 204 ? [] : [("Content-Type", "application/json;charset=UTF-8")]).ToDictionary(h => h.Item1, h => new WireMockList<string>(h.Item2)),
        BodyData = body.Length == 0 ? null : new BodyData { DetectedBodyType = BodyType.String, BodyAsString = body },
    };

    private ConnectorInstance Opened()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        return new JiraConnector().Open(new ConnectorContext("test", _options.DeepClone().AsObject(), NullLogger.Instance, _time, Path.GetTempPath()), services);
    }
}
