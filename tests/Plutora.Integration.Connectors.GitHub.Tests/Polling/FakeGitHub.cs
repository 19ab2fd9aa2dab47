using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.Connectors.GitHub.Tests.Polling;

/// <summary>A GitHub of our own over real HTTP, with one repository o/r of id 7.</summary>
internal sealed class FakeGitHub : IAsyncDisposable
{
    public const string Repository = """{"id":7,"full_name":"o/r","name":"r","default_branch":"main","updated_at":"2024-01-01T00:00:00Z"}""";

    public FakeGitHub(TimeProvider? time = null)
    {
        Server = WireMockServer.Start();
        Instance = Opened.Instance(new JsonObject { ["baseAddress"] = Server.Url + "/api/v3", ["token"] = "t0ken", ["repositories"] = new JsonArray("o/r") }, time);
        Get("/repos/o/r").RespondWith(Json(Repository));
    }

    public WireMockServer Server { get; }

    public ConnectorInstance Instance { get; }

    public static IResponseBuilder Json(string body) => Response.Create().WithStatusCode(200).WithHeader("Content-Type", "application/json; charset=utf-8").WithBody(body);

    public IRespondWithAProvider Get(string path, params (string Name, string Value)[] query)
    {
        var request = Request.Create().WithPath("/api/v3" + path).UsingGet();
        foreach (var (name, value) in query)
        {
            request = request.WithParam(name, value);
        }

        // Of two that match, the one with more parameters answers.
        return Server.Given(request).AtPriority(10 - query.Length);
    }

    /// <summary>Answers a change in the repository of id 7.</summary>
    public void On(string method, string path, int status, string body, Action? done = null) => Server.Given(Request.Create().WithPath("/api/v3/repositories/7" + path).UsingMethod(method)).AtPriority(10)
        .RespondWith(Response.Create().WithStatusCode(status).WithHeader("Content-Type", "application/json; charset=utf-8").WithBody(_ =>
        {
            done?.Invoke();
            return body;
        }));

    /// <summary>The bodies that were sent by a method.</summary>
    public IReadOnlyList<JsonObject> Sent(string method) =>
        [.. Server.LogEntries.Where(e => e.RequestMessage!.Method == method).Select(e => JsonNode.Parse(e.RequestMessage!.Body!)!.AsObject())];

    public async Task<List<RecordPage>> Read(string stream, Cursor? cursor = null, ReadMode mode = ReadMode.Incremental, DateTimeOffset? since = null) =>
        await Instance.ReadAsync(new ReadRequest { Stream = stream, Cursor = cursor, Mode = mode, Since = since }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public IEnumerable<string> Asked(string part) => Server.LogEntries
        .Select(e => e.RequestMessage!.Url)
        .Where(u => u.Contains(part, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        Server.Stop();
        Server.Dispose();
    }
}
