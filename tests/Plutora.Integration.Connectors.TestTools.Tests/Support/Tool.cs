using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Plutora.Integration.Connectors.TestTools.Tests.Support;

/// <summary>A tool over real HTTP, and an instance of a connector that speaks to it.</summary>
internal sealed class Tool : IAsyncDisposable
{
    private readonly Func<IRequestMessage, ResponseMessage?> _answer;

    /// <param name="connector">The connector.</param>
    /// <param name="options">Options of the instance at the tool's address.</param>
    /// <param name="answer">What the tool answers; null is 404.</param>
    public Tool(IConnector connector, Func<string, JsonObject> options, Func<IRequestMessage, ResponseMessage?> answer)
    {
        _answer = answer;
        Server = WireMockServer.Start();
        Server.Given(Request.Create().UsingAnyMethod()).RespondWith(Response.Create().WithCallback(request => _answer(request) ?? ToolAnswers.Json("""{"error":"Not found."}""", 404)));
        using var services = new ServiceCollection().BuildServiceProvider();
        Instance = connector.Open(new ConnectorContext("test", options(Server.Url!), NullLogger.Instance, Time, Path.GetTempPath()), services);
    }

    /// <summary>The hub's clock.</summary>
    public FakeTimeProvider Time { get; } = new(new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));

    public WireMockServer Server { get; }

    public ConnectorInstance Instance { get; }

    /// <summary>What was sent, as method, path and query.</summary>
    public IReadOnlyList<string> Sent => [.. Server.LogEntries.Select(e => $"{e.RequestMessage!.Method} {new Uri(e.RequestMessage.Url).PathAndQuery}")];

    /// <summary>Bodies that were sent, in order.</summary>
    public IReadOnlyList<string> Bodies => [.. Server.LogEntries.Where(e => e.RequestMessage!.Body is not null).Select(e => e.RequestMessage!.Body!)];

    public async Task<List<RecordPage>> ReadAsync(string stream, Cursor? cursor = null, int pageSize = 100, ReadMode mode = ReadMode.Incremental, TimeSpan overlap = default) =>
        await Instance.ReadAsync(new ReadRequest { Stream = stream, Cursor = cursor, PageSize = pageSize, Mode = mode, Overlap = overlap }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        Server.Stop();
        Server.Dispose();
    }
}
