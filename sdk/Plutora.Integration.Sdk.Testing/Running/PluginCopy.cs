using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>Loads the connector's assembly once more as the hub loads plugins, uses it, and sees whether it leaves memory.</summary>
internal static class PluginCopy
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<bool> RunAsync(Type type, Trial trial, IReadOnlyList<StreamDescriptor> streams, CancellationToken cancellationToken)
    {
        var context = await UseAsync(type, trial, streams, cancellationToken).ConfigureAwait(false);
        var started = TimeProvider.System.GetTimestamp();
        while (context.IsAlive)
        {
            // System.Text.Json keeps the accessors it compiled for a second, and drops them no sooner than when it compiles others.
            _ = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }.GetTypeInfo(typeof(Probe)).Properties.Count;
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseAsync(Type type, Trial trial, IReadOnlyList<StreamDescriptor> streams, CancellationToken cancellationToken)
    {
        var plugin = new Plugin(type.Assembly.Location);
        var gone = new WeakReference(plugin, trackResurrection: true);
        await ReadAsync((IConnector)Activator.CreateInstance(plugin.LoadFromAssemblyPath(type.Assembly.Location).GetType(type.FullName!, throwOnError: true)!)!, trial, streams, cancellationToken).ConfigureAwait(false);
        plugin.Unload();
        return gone;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ReadAsync(IConnector connector, Trial trial, IReadOnlyList<StreamDescriptor> streams, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        var clock = new GuestClock(new(SimulatedTool.Start));
        services.AddSingleton<TimeProvider>(clock);
        services.AddLogging();
        connector.Register(services);
        var container = services.BuildServiceProvider();
        await using var _ = container.ConfigureAwait(false);
        using var loggers = LoggerFactory.Create(static _ => { });
        connector.Validate(trial.Options);
        var work = Directory.CreateTempSubdirectory("plutora-kit-").FullName;
        try
        {
            var instance = connector.Open(new("kit", trial.Options.DeepClone().AsObject(), loggers.CreateLogger("kit"), clock, work), container);
            await using var __ = instance.ConfigureAwait(false);
            foreach (var stream in streams)
            {
                await foreach (var page in instance.ReadAsync(new() { Stream = stream.Id, PageSize = Exam.PageSize }, cancellationToken).ConfigureAwait(false))
                {
                    // Read to its end, so that all of the connector has run.
                }
            }
        }
        finally
        {
            Folders.Delete(work);
        }
    }

    private sealed record Probe(int Value);

    // Only what hub and plugin share comes from the hub.
    private sealed class Plugin(string main) : AssemblyLoadContext(main, isCollectible: true)
    {
        private static readonly string[] Shared = ["Plutora.Integration.Sdk", "Plutora.Integration.Model", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions"];
        private readonly string _folder = Path.GetDirectoryName(main)!;

        protected override Assembly? Load(AssemblyName assemblyName) =>
            Shared.Contains(assemblyName.Name) || Path.Combine(_folder, assemblyName.Name + ".dll") is var file && !File.Exists(file) ? null : LoadFromAssemblyPath(file);
    }
}
