using System.Security.Cryptography;
using System.Text;

namespace Plutora.Integration.Hub.Runtime.Plugins.Inspection;

/// <summary>A folder with one plugin: which assembly is the connector, what it is made of, what it hashes to.</summary>
internal static class PluginFolder
{
    /// <summary>The document that makes a folder a connector without an assembly.</summary>
    public const string DocumentName = "connector.yaml";

    /// <summary>Finds the connector's assembly: the stamped one; of several, the one with a <c>.deps.json</c>, then the one named like the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">What the plugin is called in faults: its folder's or package's name.</param>
    public static AssemblyFile FindMain(string folder, string name)
    {
        var files = Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0)
        {
            throw new PluginFaultException(PluginFaultKind.NotAnAssembly, $"Plugin '{name}' holds no assembly: put the connector's .dll with its dependencies into {folder}.");
        }

        var assemblies = files.Select(AssemblyFile.Read).OfType<AssemblyFile>().ToArray();
        var expected = files.FirstOrDefault(f => HasDeps(f) || IsNamed(f, name)) ?? (files.Length == 1 ? files[0] : null);
        if (assemblies.Length == 0 || (expected is not null && assemblies.All(a => a.Path != expected)))
        {
            throw new PluginFaultException(
                PluginFaultKind.NotAnAssembly,
                $"Plugin '{name}': {Path.GetFileName(expected ?? files[0])} is not a .NET assembly; copy the connector's build output again.");
        }

        var stamped = assemblies.Where(a => a.SdkStamp is not null).ToArray();
        return stamped switch
        {
            [var only] => only,
            [] => Unstamped(assemblies, name),
            _ => Only(stamped, a => HasDeps(a.Path)) ?? Only(stamped, a => IsNamed(a.Path, name)) ?? throw new PluginFaultException(
                PluginFaultKind.Ambiguous,
                $"Plugin '{name}' holds {stamped.Length} assemblies that could be its connector ({string.Join(", ", stamped.Select(a => a.Name))}): name the folder like the right one, or give each a folder."),
        };
    }

    /// <summary>True for a folder that holds a connector's document and no assembly: a connector that an engine runs.</summary>
    public static bool IsDocument(string folder) => File.Exists(Path.Combine(folder, DocumentName)) && Directory.GetFiles(folder, "*.dll").Length == 0;

    /// <summary>True for a folder whose assembly runs such connectors, and is none itself.</summary>
    public static bool IsEngine(string folder) => Directory.GetFiles(folder, "*.dll").Where(HasDeps).Select(AssemblyFile.Read).Any(a => a?.EngineOf == DocumentName);

    /// <summary>The base mappings beside the connector, sorted.</summary>
    public static IReadOnlyList<string> Mappings(string folder)
    {
        var mappings = Path.Combine(folder, "mappings");
        return Directory.Exists(mappings) ? [.. Directory.GetFiles(mappings, "*.yaml").Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>SHA-256 over relative names, lengths and bytes of all files in ordinal order.</summary>
    public static async Task<string> HashAsync(string folder, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace('\\', '/')))
            .OrderBy(f => f.Name, StringComparer.Ordinal);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file.Path, cancellationToken).ConfigureAwait(false);
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name}\0{bytes.Length}\0"));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static AssemblyFile Unstamped(AssemblyFile[] assemblies, string name)
    {
        var main = Only(assemblies, a => HasDeps(a.Path)) ?? Only(assemblies, a => IsNamed(a.Path, name)) ?? Only(assemblies, _ => true);
        throw new PluginFaultException(
            PluginFaultKind.NoStamp,
            $"Plugin '{name}'{(main is null ? "" : $" ({main.Name})")} does not say which SDK it was built against: build it with a package reference to Plutora.Integration.Sdk, whose build targets stamp the version in.");
    }

    private static AssemblyFile? Only(AssemblyFile[] assemblies, Func<AssemblyFile, bool> condition) =>
        assemblies.Where(condition).Take(2).ToArray() is [var only] ? only : null;

    private static bool HasDeps(string assembly) => File.Exists(Path.ChangeExtension(assembly, ".deps.json"));

    private static bool IsNamed(string assembly, string name) =>
        string.Equals(Path.GetFileNameWithoutExtension(assembly), name, StringComparison.OrdinalIgnoreCase);
}
