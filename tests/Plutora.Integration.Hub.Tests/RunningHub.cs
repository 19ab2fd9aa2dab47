using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plutora.Integration.Hub.Hosting;
using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Hub.Tests;

/// <summary>A whole hub on a home folder of its own and a free port, with one GitHub instance that takes webhooks.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    public const string Secret = "it's a secret";
    private readonly WebApplication _app;
    private readonly string _folder;

    private RunningHub(WebApplication app, string folder)
    {
        (_app, _folder) = (app, folder);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        // A busy machine may answer late; a body that waits for 100 Continue must not be sent meanwhile.
        Http = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) }) { BaseAddress = new(address) };
        Administrator = File.ReadAllText(Path.Combine(folder, "admin.key"));
    }

    public HttpClient Http { get; }

    public string Administrator { get; }

    public string Folder => _folder;

    /// <summary>The runtime behind the API.</summary>
    public HubRuntime Runtime => _app.Services.GetRequiredService<HubRuntime>();

    private static string GitHub => """
          - id: github-main
            connector: github
            options: {}
            webhook: { verifier: hmac, secret: "file:{folder}/webhook.secret" }
        """;

    /// <summary>Starts a hub.</summary>
    /// <param name="instances">Instances of the settings; <c>{folder}</c> is replaced. The GitHub instance where left out.</param>
    /// <param name="prepare">Lays files into the home folder and gives the settings that stand before the instances; <c>{folder}</c> is replaced.</param>
    /// <param name="address">What it listens on.</param>
    /// <param name="time">The clock.</param>
    public static async Task<RunningHub> StartAsync(string? instances = null, Func<string, string>? prepare = null, string address = "http://127.0.0.1:0", TimeProvider? time = null)
    {
        var folder = Directory.CreateTempSubdirectory("plutora-hub-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "webhook.secret"), Secret);
        Directory.CreateDirectory(Path.Combine(folder, "results"));
        await WriteAsync(folder, instances ?? GitHub, prepare?.Invoke(folder));
        var app = HubHost.Build(["--urls", address], new HubHome(folder), time ?? TimeProvider.System);
        await app.StartAsync();
        return new(app, folder);
    }

    /// <summary>A hub on a home folder, not started yet.</summary>
    public static WebApplication Build(string folder) => HubHost.Build(["--urls", "http://127.0.0.1:0"], new HubHome(folder), TimeProvider.System);

    /// <summary>Writes settings of instances.</summary>
    public static Task WriteAsync(string folder, string instances, string? before = null) =>
        File.WriteAllTextAsync(Path.Combine(folder, "plutora.yaml"), $"{before}\ninstances:\n{instances}".Replace("{folder}", folder, StringComparison.Ordinal));

    /// <summary>Lets bodies come as slowly as they do: the server's least rate goes by the machine's clock, and a busy machine does not keep it.</summary>
    public void TakeAnyRate() => _app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MinRequestBodyDataRate = null;

    /// <summary>Ends the hub; its home folder stays until disposal.</summary>
    public Task StopAsync() => _app.DisposeAsync().AsTask();

    /// <summary>Waits until an instance is open: until then webhooks are asked to come back.</summary>
    public Task OpenAsync(string instance) => Waiting.UntilAsync($"instance '{instance}' is open", () => Runtime.Instances.Find(instance)?.Connector is not null);

    public async Task<(int Status, JsonElement Body)> CallAsync(HttpMethod method, string path, string? key, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, body is [(byte)'{' or (byte)'[', ..] ? JsonElement.Parse(body) : default);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
