using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Hub.Runtime.Plugins.Inspection;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Hub.Runtime.Plugins.Loading;

/// <summary>Brings an inspected plugin to life, on a thread of its own: a constructor that never returns costs the hub that thread and no more.</summary>
internal sealed class PluginStarter(IPluginLoader loader, ILoggerFactory loggers, TimeProvider time, TimeSpan timeout)
{
    public Task<LoadedPlugin> StartAsync(string folder, AssemblyFile main, string sha256, CancellationToken cancellationToken) =>
        RunAsync(main.Name, () => Start(folder, main, sha256), DiscardWhenLate, cancellationToken);

    /// <summary>Loads what runs connectors that are documents.</summary>
    public Task<ConnectorEngine> StartEngineAsync(AssemblyFile main, CancellationToken cancellationToken) =>
        RunAsync(main.Name, () => StartEngine(main), static _ => { }, cancellationToken);

    /// <summary>Takes a connector that is a document.</summary>
    public Task<LoadedPlugin> StartDocumentAsync(string folder, string name, string sha256, ConnectorEngine engine, CancellationToken cancellationToken) =>
        RunAsync(name, () => StartDocument(folder, name, sha256, engine), DiscardWhenLate, cancellationToken);

    private async Task<T> RunAsync<T>(string name, Func<T> run, Action<Task<T>> late, CancellationToken cancellationToken)
    {
        var start = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(start, name, run)) { IsBackground = true, Name = $"plugin start {name}" };
        thread.Start();
        try
        {
            return await start.Task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            late(start.Task);
            throw new PluginFaultException(
                PluginFaultKind.StartTimedOut,
                $"Plugin '{name}' did not start within {timeout.TotalSeconds:0.#} s: its constructor, descriptor or registration waits for something, which the contract forbids. It stays in memory, unused, until the hub restarts.");
        }
        catch (OperationCanceledException)
        {
            late(start.Task);
            throw;
        }
    }

    /// <summary>Takes a connector that is part of the process.</summary>
    public LoadedPlugin Take(BuiltInConnector own)
    {
        var assembly = own.Connector.GetType().Assembly;
        DescriptorCheck.Check(assembly.GetName().Name!, own.Connector.Descriptor);
        return new(own.Connector, own.Connector.Descriptor, Container(own.Connector), new OwnAssembly(assembly))
        {
            Folder = own.Folder,
            Sha256 = "",
            SdkVersion = SdkCompatibility.HubVersion,
            MappingFiles = PluginFolder.Mappings(own.Folder),
        };
    }

    private static void Run<T>(TaskCompletionSource<T> start, string name, Func<T> run)
    {
        try
        {
            start.SetResult(run());
        }
#pragma warning disable CA1031 // Whatever a plugin throws becomes its fault and not the hub's end.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            start.SetException(fault as PluginFaultException ?? Failed(name, fault));
        }
    }

    private LoadedPlugin Start(string folder, AssemblyFile main, string sha256)
    {
        var assembly = loader.Load(main.Path);
        try
        {
            var connector = (IConnector)Activator.CreateInstance(Find(typeof(IConnector), main.Name, assembly.Main))!;
            var descriptor = connector.Descriptor;
            DescriptorCheck.Check(main.Name, descriptor);
            return new(connector, DescriptorCopy.Of(descriptor), Container(connector), assembly)
            {
                Folder = folder,
                Sha256 = sha256,
                SdkVersion = main.SdkStamp!,
                MappingFiles = PluginFolder.Mappings(folder),
            };
        }
        catch
        {
            assembly.Unload();
            throw;
        }
    }

    private ConnectorEngine StartEngine(AssemblyFile main)
    {
        var assembly = loader.Load(main.Path);
        try
        {
            return new((IConnectorEngine)Activator.CreateInstance(Find(typeof(IConnectorEngine), main.Name, assembly.Main))!, assembly, main.SdkStamp!);
        }
        catch
        {
            assembly.Unload();
            throw;
        }
    }

    private LoadedPlugin StartDocument(string folder, string name, string sha256, ConnectorEngine engine)
    {
        try
        {
            var connector = engine.Engine.Load(folder);
            DescriptorCheck.Check(name, connector.Descriptor);
            return new(connector, DescriptorCopy.Of(connector.Descriptor), Container(connector), new DocumentAssembly(engine.Assembly.Main, new(connector)))
            {
                Folder = folder,
                Sha256 = sha256,
                SdkVersion = engine.SdkVersion,
                MappingFiles = PluginFolder.Mappings(folder),
            };
        }
        catch (ConnectorException wrong)
        {
            throw new PluginFaultException(PluginFaultKind.InvalidDocument, $"Connector '{name}' cannot be used: {wrong.Message}", wrong);
        }
    }

    private static Type Find(Type contract, string plugin, Assembly assembly)
    {
        var found = assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false, IsVisible: true } && contract.IsAssignableFrom(t)).ToArray();
        return found switch
        {
            [var only] when only.GetConstructor(Type.EmptyTypes) is not null => only,
            [var only] => throw new PluginFaultException(PluginFaultKind.StartFailed, $"Plugin '{plugin}': {only.Name} has no public constructor without parameters; take what it needs from the container in Open."),
            [] => throw new PluginFaultException(PluginFaultKind.NoConnector, $"Plugin '{plugin}' holds no connector: one public class must derive from Connector<TOptions>."),
            _ => throw new PluginFaultException(PluginFaultKind.SeveralConnectors, $"Plugin '{plugin}' holds {found.Length} connectors ({string.Join(", ", found.Select(t => t.Name).Order(StringComparer.Ordinal))}): put each into a plugin of its own."),
        };
    }

    private ServiceProvider Container(IConnector connector)
    {
        var services = new ServiceCollection();
        services.AddSingleton(new PluginLoggerFactory(loggers));
        services.AddSingleton<ILoggerFactory>(p => p.GetRequiredService<PluginLoggerFactory>());
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));
        services.AddSingleton(time);
        connector.Register(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static PluginFaultException Failed(string plugin, Exception fault)
    {
        var cause = fault is TargetInvocationException or TypeInitializationException && fault.InnerException is { } inner ? inner : fault;
        cause = cause is ReflectionTypeLoadException types ? types.LoaderExceptions.OfType<Exception>().FirstOrDefault() ?? cause : cause;
        return cause is FileNotFoundException { FileName: { } file } && file.Contains("Version=", StringComparison.Ordinal)
            ? new(PluginFaultKind.MissingDependency, $"Plugin '{plugin}' needs {file.Split(',')[0]}, which is not in its folder: copy the whole output of 'dotnet publish', not the connector's .dll alone.", fault)
            : new(PluginFaultKind.StartFailed, $"Plugin '{plugin}' failed to start: {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", fault);
    }

    private static void DiscardWhenLate(Task<LoadedPlugin> start) => _ = start.ContinueWith(
        static async late =>
        {
            if (late.Exception is null)
            {
                var plugin = await late.ConfigureAwait(false);
                await plugin.DisposeServicesAsync().ConfigureAwait(false);
                plugin.Release();
            }
        },
        CancellationToken.None,
        TaskContinuationOptions.None,
        TaskScheduler.Default);
}
