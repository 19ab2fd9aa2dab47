using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Plugins.Packages;

namespace Plutora.Integration.Hub.Runtime.Tests.Plugins;

/// <summary>A temporary plugin folder filled with built plugins, and hosts on it.</summary>
public sealed class PluginBench : IAsyncDisposable
{
    private readonly List<PluginHost> _hosts = [];

    public PluginBench() => Directory.CreateDirectory(Dropped);

    public string Root { get; } = Directory.CreateTempSubdirectory("plutora-plugins-").FullName;

    public string Dropped => Path.Combine(Root, "connectors");

    public string Install => Path.Combine(Root, "installed");

    /// <summary>Build output of one of tests/plugins.</summary>
    public static string Built(string plugin)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Shared.Root, "tests", "plugins", "artifacts", plugin, configuration);
    }

    /// <summary>Puts a built plugin into a folder of its own.</summary>
    public string Drop(string plugin, string? folder = null)
    {
        var target = Path.Combine(Dropped, folder ?? plugin);
        Copy(Built(plugin), target);
        return target;
    }

    public static void Copy(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }

    public PluginHost Host(Func<PluginHostOptions, PluginHostOptions>? with = null, TimeProvider? time = null, ILoggerFactory? loggers = null, PackageStore? packages = null)
    {
        var options = new PluginHostOptions { Folders = [Dropped], InstallFolder = Install };
        var host = new PluginHost(with?.Invoke(options) ?? options, loggers ?? NullLoggerFactory.Instance, time ?? TimeProvider.System, packages);
        _hosts.Add(host);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }
}
