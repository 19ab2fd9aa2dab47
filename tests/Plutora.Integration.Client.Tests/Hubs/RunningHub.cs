using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Hosting;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Tests.Hubs;

/// <summary>A whole hub on a home folder of its own, behind a gate that keeps its address when the hub is started again.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-client-").FullName;
    private readonly SemaphoreSlim _change = new(1, 1);
    private WebApplication _app = null!;

    private RunningHub()
    {
    }

    public Gate Gate { get; } = new();

    public string Administrator => File.ReadAllText(Path.Combine(_folder, "admin.key"));

    public HubConnection Connection => new(Gate.Address, Administrator);

    private HubRuntime Runtime => _app.Services.GetRequiredService<HubRuntime>();

    public static async Task<RunningHub> StartAsync()
    {
        var hub = new RunningHub();
        await hub.BeginAsync();
        return hub;
    }

    public async Task RestartAsync()
    {
        await _change.WaitAsync();
        try
        {
            Gate.Cut();
            await _app.StopAsync();
            await _app.DisposeAsync();
            await BeginAsync();
        }
        finally
        {
            _change.Release();
        }
    }

    public async Task PublishAsync(params IReadOnlyList<NormalizedEvent> events)
    {
        await _change.WaitAsync();
        try
        {
            await Runtime.Log.AppendAsync([.. events.Select(e => new LogEntry($"cdm.{e.Type.Entity}.v{e.Type.Version}", e.Subject.ToString(), e.Data.ToArray(), BinaryEvent.Headers(e)))]);
        }
        finally
        {
            _change.Release();
        }
    }

    public async Task<HubConnection> ViewerAsync(string instance) =>
        Connection with { Key = await Runtime.Keys.CreateAsync(instance, Role.Viewer, new([instance], []), CancellationToken.None) };

    /// <summary>Registers a service that owns releases and links, and makes its key.</summary>
    public async Task<HubConnection> ServiceAsync(string instance)
    {
        await RegisterAsync(instance, "release", "link");
        return await PublisherAsync(instance);
    }

    public async Task RegisterAsync(string instance, params string[] entities) => Assert.Empty(await Runtime.Instances.PutAsync(
        new() { Id = instance, Connector = "service", Options = new() { ["entities"] = new JsonArray([.. entities.Select(e => (JsonNode)e)]) } }, CancellationToken.None));

    public async Task<HubConnection> PublisherAsync(string instance) =>
        Connection with { Key = await Runtime.Keys.CreateAsync("of " + instance, Role.Viewer, new([instance], []), [instance], CancellationToken.None) };

    /// <summary>Everything that was published of a kind of entity, once all that came is normalized.</summary>
    public async Task<IReadOnlyList<NormalizedEvent>> SettledEventsAsync(string topic)
    {
        for (long before = -1; ;)
        {
            var lags = await Runtime.Log.LagAsync("normalizer");
            var end = lags.All(l => l.Lag == 0) ? lags.Sum(l => l.EndOffset) : -1;
            if (end >= 0 && end == before)
            {
                break;
            }

            before = end;
            await Task.Yield();
        }

        var events = new List<NormalizedEvent>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await Runtime.Log.ReadAsync(new(TopicFilter.Exact(topic), from));
            if (page.Records.Count == 0)
            {
                return events;
            }

            events.AddRange(page.Records.Select(r => BinaryEvent.Read(r.Headers, r.Value!.Value)));
            from = LogStart.After(page.Next);
        }
    }

    public async Task<int> StatusAsync(string path)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Gate.Address, path)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Administrator) } };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)response.StatusCode;
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Gate.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _change.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task BeginAsync()
    {
        _app = HubHost.Build(["--urls", "http://127.0.0.1:0"], new HubHome(_folder), TimeProvider.System);
        await _app.StartAsync();
        Gate.LeadTo(new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()));
    }
}
