using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.Hosting;
using Acme.Company.Scenario;
using Acme.Company.Tools;
using Acme.Company.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Company.Tests.Tools;

/// <summary>A company of one team with two months behind it, its tools over real HTTP, and a shipped connector that reads one of them by the options that the company writes for a hub.</summary>
internal sealed class ToolsAtWork : IAsyncDisposable
{
    private static readonly DateTimeOffset Until = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly CompanyHost _host;
    private readonly TimeProvider _time = new FakeTimeProvider(Until);

    private ToolsAtWork(CompanyHost host, IConnector connector, string tool, Uri? address)
    {
        _host = host;
        var options = new JsonObject();
        var settings = host.Tools.Single(t => t.Name == tool).Instance(address ?? host.AddressOf(tool));
        foreach (var (name, value) in settings.Options.Concat(settings.Secrets.Select(s => KeyValuePair.Create(s.Key, (object)s.Value))))
        {
            options[name] = JsonSerializer.SerializeToNode(value);
        }

        using var services = new ServiceCollection().BuildServiceProvider();
        Instance = connector.Open(new ConnectorContext("test", options, NullLogger.Instance, _time, Path.GetTempPath()), services);
    }

    public CompanyWorld World => _host.World;

    public Uri AddressOf(string tool) => _host.AddressOf(tool);

    public ConnectorInstance Instance { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Starts the tools, and opens the connector on one of them.</summary>
    /// <param name="connector">The connector.</param>
    /// <param name="tool">Name of the tool.</param>
    /// <param name="before">What stands between the connector and the tool, by the tool's address; null for nothing.</param>
    public static async Task<ToolsAtWork> StartAsync(IConnector connector, string tool, Func<Uri, Task<Uri>>? before = null)
    {
        var scenario = CompanyScenario.Found(11, 1, 2, Until, new FakeTimeProvider(Until));
        scenario.PlayHistory();
        var host = await CompanyHost.StartAsync(scenario.World, Toolchain.Of(scenario.World), 0, Ct);
        return new(host, connector, tool, before is null ? null : await before(host.AddressOf(tool)));
    }

    /// <summary>All records of a stream, by id.</summary>
    public async Task<IReadOnlyDictionary<string, JsonNode>> ReadAsync(string stream, ReadMode mode = ReadMode.Incremental)
    {
        var records = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        await foreach (var page in Instance.ReadAsync(new ReadRequest { Stream = stream, Mode = mode, PageSize = 40 }, Ct))
        {
            foreach (var record in page.Records)
            {
                records[record.Id] = JsonNode.Parse(record.Json.Span)!;
            }
        }

        return records;
    }

    /// <summary>Previews an action, carries it out, and looks what became of it.</summary>
    public async Task<JsonNode> ActAsync(string action, JsonObject arguments, string? stream = null, string? target = null, string? container = null, JsonNode? known = null)
    {
        var request = new ActionRequest { ActionId = "act-1", Action = action, Target = target, TargetStream = stream, Container = container, Known = known is null ? null : JsonSerializer.SerializeToUtf8Bytes(known), Arguments = JsonElement.Parse(arguments.ToJsonString()) };
        Assert.NotEmpty((await Instance.PreviewAsync(request, Ct)).Summary);
        var result = await Instance.ExecuteAsync(request, Ct);
        if (action != "comment" || stream == "issue")
        {
            Assert.Equal(SettlementOutcome.Done, (await Instance.SettleAsync(request, Ct)).Outcome);
        }

        return JsonNode.Parse(result.Values.GetRawText())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        await _host.DisposeAsync();
    }
}
