using System.Net;
using Acme.Company.Tools;
using Acme.Company.World;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Acme.Company.Hosting;

/// <summary>Serves the tools of a company: one server, a port for each tool.</summary>
public sealed class CompanyHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Dictionary<string, ListenOptions> _listening = [];
    private readonly List<WebhookSender> _senders = [];

    private CompanyHost(CompanyWorld world, IReadOnlyList<ITool> tools, int port)
    {
        (World, Tools) = (world, tools);
        _host = new HostBuilder()
            .ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(c => c.SingleLine = true))
            .ConfigureWebHost(web => web.UseKestrel(kestrel => Listen(kestrel, port)).ConfigureServices(services => services.AddRouting()).Configure(Serve))
            .Build();
    }

    /// <summary>The company.</summary>
    public CompanyWorld World { get; }

    /// <summary>Its tools.</summary>
    public IReadOnlyList<ITool> Tools { get; }

    /// <summary>Is awaited before each answer goes out, when what was asked for is done already: lets a test hold an answer, or lose it. Null for nothing.</summary>
    public Func<ITool, HttpContext, Task>? Answering { get; set; }

    /// <summary>Starts serving.</summary>
    /// <param name="world">The company.</param>
    /// <param name="tools">Its tools.</param>
    /// <param name="port">Port of the first tool, each further one has the next; 0 for free ones.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<CompanyHost> StartAsync(CompanyWorld world, IReadOnlyList<ITool> tools, int port, CancellationToken cancellationToken)
    {
        var host = new CompanyHost(world, tools, port);
        try
        {
            await host._host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Address of a tool.</summary>
    /// <param name="tool">Its name.</param>
    public Uri AddressOf(string tool) => new($"http://127.0.0.1:{_listening[tool].IPEndPoint!.Port}/");

    /// <summary>Sends from now on what the tools tell of changes to the addresses of a hub's instances, which are named as the tools are.</summary>
    /// <param name="hub">Address of the hub.</param>
    public void TellHub(Uri hub)
    {
        foreach (var tool in Tools)
        {
            // Who cannot sign knows a secret address.
            var instance = tool.Instance(AddressOf(tool.Name));
            _senders.Add(new(World, tool, new(hub, instance.Verifier == "signal" ? $"hooks/{tool.Name}/{instance.WebhookSecret}" : $"hooks/{tool.Name}")));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders)
        {
            await sender.DisposeAsync();
        }

        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private void Listen(KestrelServerOptions kestrel, int port)
    {
        foreach (var (at, tool) in Tools.Index())
        {
            kestrel.Listen(IPAddress.Loopback, port == 0 ? 0 : port + at, listen =>
            {
                _listening[tool.Name] = listen;
                listen.Use(next => connection =>
                {
                    connection.Features.Set(tool);
                    return next(connection);
                });
            });
        }
    }

    private void Serve(IApplicationBuilder app)
    {
        foreach (var tool in Tools)
        {
            app.MapWhen(context => ReferenceEquals(context.Features.Get<ITool>(), tool), own =>
            {
                own.Use((context, next) =>
                {
                    context.Response.OnStarting(() => Answering?.Invoke(tool, context) ?? Task.CompletedTask);
                    return next(context);
                });
                own.Use((context, next) => tool.Refuse(context) is { } refusal ? refusal.ExecuteAsync(context) : next(context));
                own.UseRouting();
                own.UseEndpoints(tool.Map);
            });
        }
    }
}
