using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Plugins.Loading;

namespace Plutora.Integration.Hub.Runtime.Plugins.Inspection;

/// <summary>Finds what a plugin needs and does not bring, before anything of it runs: a read at three in the morning is too late.</summary>
internal static class PluginDependencies
{
    public static void Check(string folder, AssemblyFile main)
    {
        var missing = Referenced(folder, main).Concat(Listed(folder, main)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            throw new PluginFaultException(
                PluginFaultKind.MissingDependency,
                $"Plugin '{main.Name}' needs {string.Join(", ", missing)}, which {(missing.Length == 1 ? "is" : "are")} not in {folder}: copy the whole output of 'dotnet publish', not the connector's .dll alone.");
        }
    }

    private static IEnumerable<string> Referenced(string folder, AssemblyFile main) =>
        main.References.Where(name => !IsGiven(name) && !File.Exists(Path.Combine(folder, name + ".dll")));

    // What the build wrote down beside the assembly: it knows the dependencies of dependencies too.
    private static IEnumerable<string> Listed(string folder, AssemblyFile main)
    {
        var path = Path.ChangeExtension(main.Path, ".deps.json");
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. Assets(document.RootElement)
                .Where(asset => !IsGiven(Path.GetFileNameWithoutExtension(asset)) && !IsPresent(folder, asset))
                .Select(asset => Path.GetFileNameWithoutExtension(asset)!)];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new PluginFaultException(PluginFaultKind.MissingDependency, $"Plugin '{main.Name}': {Path.GetFileName(path)} cannot be read ({fault.Message}): copy the build output again.", fault);
        }
    }

    private static IEnumerable<string> Assets(JsonElement root)
    {
        var target = root.GetProperty("runtimeTarget").GetProperty("name").GetString()!;
        foreach (var library in root.GetProperty("targets").GetProperty(target).EnumerateObject())
        {
            if (library.Value.TryGetProperty("runtime", out var assets))
            {
                foreach (var asset in assets.EnumerateObject().Where(a => a.Name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
                {
                    yield return asset.Name;
                }
            }
        }
    }

    private static bool IsGiven(string name) => SharedAssemblies.IsShared(name) || SharedAssemblies.IsFramework(name);

    private static bool IsPresent(string folder, string asset) =>
        File.Exists(Path.Combine(folder, asset)) || File.Exists(Path.Combine(folder, Path.GetFileName(asset)));
}
