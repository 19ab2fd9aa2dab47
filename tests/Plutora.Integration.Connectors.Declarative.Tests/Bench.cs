using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.Connectors.Declarative.Tests;

/// <summary>A tool on a real socket, and connectors that are documents opened on it as the hub does.</summary>
public sealed class Bench : IAsyncDisposable
{
    private readonly List<ConnectorInstance> _opened = [];

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(Now);

    public WireMockServer Server { get; } = WireMockServer.Start();

    public IReadOnlyList<string> Asked => [.. Server.LogEntries.Select(e => Uri.UnescapeDataString(new Uri(e.RequestMessage!.AbsoluteUrl).PathAndQuery))];

    /// <summary>A document of one stream, <c>thing</c>, with what a test puts into it.</summary>
    public static string Document(string stream, string rest = "") => $$"""
        format: 1
        id: tool
        version: 1.0.0
        name: Tool
        description: A tool.
        options:
          address: { type: string, format: uri, required: true }
          token: { type: string, secret: true }
          projects: { type: array, items: { type: string }, default: [a, b] }
        http:
          address: ${ $options.address }
          auth: { kind: bearer, token: "${ $secrets.token }" }
        check: { path: me, message: "Reached as ${ name }." }
        streams:
          thing:
            description: Things.
        {{Indent(stream, 4)}}
        {{rest}}
        """;

    internal static ConnectorSpec Spec(string document)
    {
        var read = ConnectorDocument.Read(document, "connector.yaml");
        Assert.Empty(read.Faults.Select(f => f.ToString()));
        return read.Spec!;
    }

    public ConnectorInstance Open(string document, JsonObject? options = null) => Open(new DeclarativeConnector(Spec(document)), options);

    public ConnectorInstance Open(IConnector connector, JsonObject? options = null)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var instance = connector.Open(new("test", options ?? new JsonObject { ["address"] = Server.Url!, ["token"] = "s3cret" }, NullLogger.Instance, Time, Path.GetTempPath()), services);
        _opened.Add(instance);
        return instance;
    }

    public void Answer(string path, string body, params (string Name, string Value)[] query) => Answer(path, 200, body, query);

    public void Answer(string path, int status, string body, params (string Name, string Value)[] query)
    {
        var request = Request.Create().WithPath(path);
        foreach (var (name, value) in query)
        {
            request = request.WithParam(name, value);
        }

        Server.Given(request).AtPriority(10 - query.Length).RespondWith(Response.Create().WithStatusCode(status).WithBody(body));
    }

    public static async Task<IReadOnlyList<RecordPage>> ReadAsync(ConnectorInstance instance, string stream = "thing", Cursor? cursor = null, Func<ReadRequest, ReadRequest>? with = null, int most = int.MaxValue)
    {
        var request = new ReadRequest { Stream = stream, Cursor = cursor };
        var pages = new List<RecordPage>();
        await foreach (var page in instance.ReadAsync(with?.Invoke(request) ?? request, TestContext.Current.CancellationToken))
        {
            pages.Add(page);
            if (pages.Count == most)
            {
                break;
            }
        }

        return pages;
    }

    public static IReadOnlyList<string> Ids(IEnumerable<RecordPage> pages) => [.. pages.SelectMany(p => p.Records).Select(r => r.Id)];

    public static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    public static ValueTask<ReceiveResult> HookAsync(ConnectorInstance instance, string body, params (string Name, string Value)[] headers) => instance.ReceiveAsync(
        new() { Kind = ReceiveKind.Webhook, Body = Encoding.UTF8.GetBytes(body), ReceivedAt = Now, Headers = headers.ToDictionary(h => h.Name, h => h.Value) }, TestContext.Current.CancellationToken);

    public static ValueTask<ReceiveResult> PushAsync(ConnectorInstance instance, string name, string body, params (string Name, string Value)[] parameters) => instance.ReceiveAsync(
        new() { Kind = ReceiveKind.Upload, Body = Encoding.UTF8.GetBytes(body), ReceivedAt = Now, Name = name, Parameters = parameters.ToDictionary(h => h.Name, h => h.Value) }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _opened)
        {
            await instance.DisposeAsync();
        }

        Server.Dispose();
    }

    private static string Indent(string text, int by) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => new string(' ', by) + line));
}
