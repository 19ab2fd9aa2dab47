using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Plugins.Loading;

/// <summary>The only assemblies that hub and plugin share, beside the framework's own.</summary>
internal static class SharedAssemblies
{
    public static IReadOnlyList<AssemblyName> Names { get; } =
    [
        typeof(IConnector).Assembly.GetName(),
        new("Plutora.Integration.Model"),
        typeof(IServiceCollection).Assembly.GetName(),
        typeof(ILogger).Assembly.GetName(),
    ];

    private static readonly HashSet<string> Framework = FindFramework();

    public static bool IsShared(string name) => Names.Any(n => string.Equals(n.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>True for what .NET itself brings: not what happens to lie beside the hub, which a plugin must not come to lean on.</summary>
    public static bool IsFramework(string name) => Framework.Contains(name);

    private static HashSet<string> FindFramework()
    {
        var hub = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var trusted = (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return trusted
            .Where(path => Path.GetDirectoryName(path) != hub)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
