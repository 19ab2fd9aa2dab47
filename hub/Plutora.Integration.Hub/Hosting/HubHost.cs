using System.Collections;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Api;
using Plutora.Integration.Hub.Hosting.Https;
using Plutora.Integration.Hub.Hosting.Log;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.WebConsole;
using Plutora.Integration.WebConsole.Access;

namespace Plutora.Integration.Hub.Hosting;

/// <summary>The executable: a hub runtime behind its REST API.</summary>
public static class HubHost
{
    /// <summary>Address unless <c>--urls</c> says otherwise: loopback only.</summary>
    public const string DefaultAddress = "http://127.0.0.1:5080";

    /// <summary>Starts a hub and serves until the process is asked to end.</summary>
    /// <param name="args">Arguments of the command line, such as <c>--urls</c>.</param>
    /// <returns>0 after an orderly end; 2 when the configuration is wrong; 3 when the home folder or the address cannot be used.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var home = HubHome.Find();
            var first = await FirstStart.WriteAsync(home, Environment.CurrentDirectory);
            if (first is not null)
            {
                await Console.Out.WriteLineAsync(first);
            }

            await using var app = Build(args, home, TimeProvider.System);
            await app.StartAsync();
            if (first is not null && SignInLink(app) is { } link)
            {
                await Console.Out.WriteLineAsync($"Open the console, once within {SignInLinks.Lifetime.TotalMinutes:0} minutes: {link}");
            }

            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (SettingsException wrong)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, wrong.Faults));
            return 2;
        }
        catch (LogException log)
        {
            await Console.Error.WriteLineAsync(log.Message);
            return 3;
        }
        catch (IOException unusable)
        {
            await Console.Error.WriteLineAsync(unusable.Message);
            return 3;
        }
    }

    /// <summary>Makes a one-time address at which a browser signs in as administrator; null where no key of one is left.</summary>
    /// <param name="app">A hub that was started.</param>
    public static string? SignInLink(WebApplication app) => app.Urls.FirstOrDefault() is { } address ? ConsoleSetup.CreateSignInLink(app.Services, Reachable(address)) : null;

    /// <summary>Builds a hub that is not started yet.</summary>
    /// <param name="args">Arguments of the command line.</param>
    /// <param name="home">The home folder.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SettingsException">The settings are wrong; every fault is told.</exception>
    public static WebApplication Build(string[] args, HubHome home, TimeProvider time)
    {
        Directory.CreateDirectory(home.Folder);
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => KeyValuePair.Create((string)e.Key, (string?)e.Value ?? ""));
        var settings = SettingsLoader.Load(home.SettingsFile, environment, read => KafkaSetup.Faults(home, read.Log));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddSimpleConsole(o => (o.SingleLine, o.TimestampFormat, o.UseUtcTimestamp) = (true, "HH:mm:ss ", true));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Whoever starts the hub says in a sentence why it did not start.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.Configure<KestrelServerOptions>(o => (o.Limits.MaxRequestBodySize, o.AddServerHeader) = (settings.Limits.WebhookBytes, false));
        if (builder.Configuration["urls"] is null)
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        HttpsSetup.Add(builder, settings.Http, time);
        TrustedProxies.Add(builder.Services, settings.Http);

        builder.Services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            // A name that stands twice is a mistake of the sender, and which one counts is anyone's guess.
            o.SerializerOptions.AllowDuplicateProperties = false;
            o.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        builder.Services.AddSingleton(services => new HubLog(home, settings.Log, time, services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton(services => new HubRuntime(
            home, settings, services.GetRequiredService<HubLog>().Log, [Path.Combine(AppContext.BaseDirectory, "connectors")], time, services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddHostedService<HubService>();
        // Else a body that is no JSON is answered without a word on what is wrong with it.
        builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi(o => o.AddDocumentTransformer<ApiDescription>());
        builder.Services.AddConsole(home, time);
        HubTelemetry.Add(builder);
        var app = builder.Build();
        TrustedProxies.Use(app, settings.Http);
        app.UseNotFoundPage();
        app.Use(SecurityHeaders.AddAsync);
        app.UseStatusCodePages();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<BodyDeadline>();
        app.UseConsole();
        app.MapOpenApi("/openapi/v1.json");
        app.MapPrometheusScrapingEndpoint();
        app.MapHealth();
        app.MapHooks();
        var api = app.MapGroup("/api/v1").AddEndpointFilter<KeyFilter>();
        api.MapAudit();
        api.MapStatus();
        api.MapPeople();
        api.MapLog();
        api.MapConnectors();
        api.MapInstances();
        api.MapTransfer();
        api.MapLag();
        api.MapEntities();
        api.MapReferences();
        api.MapActions();
        api.MapRules();
        api.MapCatalog();
        api.MapEvents();
        api.MapPublish();
        api.MapDeadLetters();
        api.MapMappings();
        api.MapPreviews();
        api.MapAuthoring();
        api.MapSchemas();
        api.MapKeys();
        api.MapSecrets();
        api.MapReceivers();
        return app;
    }

    // What listens on every address is reached at this machine's own.
    private static string Reachable(string address) => address.Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal);
}
