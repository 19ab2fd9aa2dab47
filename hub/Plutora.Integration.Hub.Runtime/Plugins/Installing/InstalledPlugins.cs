using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Hub.Runtime.Plugins.Installing;

/// <summary>
/// The install folder: one subfolder a version, named by its content, and a list of which are in use. A version in use is never
/// written to; the list changes by an atomic rename, so that a kill leaves either the old state or the new one.
/// </summary>
internal sealed class InstalledPlugins(string root)
{
    private const int Format = 1;
    private const string StagingPrefix = ".staging-";

    private string ListPath => Path.Combine(root, "installed.json");

    /// <summary>Installed connectors: id and full path of the folder in use.</summary>
    public IReadOnlyDictionary<string, string> Read()
    {
        if (!File.Exists(ListPath))
        {
            return new Dictionary<string, string>();
        }

        InstalledList list;
        try
        {
            list = JsonSerializer.Deserialize(File.ReadAllBytes(ListPath), InstalledJson.Default.InstalledList) ?? throw new JsonException("the file is empty");
        }
        catch (JsonException fault)
        {
            throw new PluginFaultException(PluginFaultKind.FilesUnusable, $"The list of installed plugins {ListPath} cannot be read ({fault.Message.TrimEnd('.')}): restore it, or delete it and install the plugins again.", fault);
        }

        return list.Format <= Format
            ? list.Plugins.ToDictionary(p => p.Key, p => Path.Combine(root, p.Value))
            : throw new PluginFaultException(PluginFaultKind.FilesUnusable, $"The list of installed plugins {ListPath} has format {list.Format}, this hub knows {Format}: start the newer hub, or delete the file and install the plugins again.");
    }

    public void Set(string connectorId, string folder) => Write(Read().ToDictionary(), plugins => plugins[connectorId] = folder);

    public void Remove(string connectorId) => Write(Read().ToDictionary(), plugins => plugins.Remove(connectorId));

    public bool Owns(string folder) => Path.GetFullPath(folder).StartsWith(Path.GetFullPath(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>A new empty folder to unpack into.</summary>
    public string Stage()
    {
        var staging = Path.Combine(root, StagingPrefix + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(staging);
        return staging;
    }

    /// <summary>Moves what was unpacked to the place that its content names; content that is there already stays as it is.</summary>
    /// <param name="staging">Where it was unpacked.</param>
    /// <param name="name">Name of the connector's assembly, or of the package where there is none.</param>
    /// <param name="sha256">Hash of its content.</param>
    public string Commit(string staging, string name, string sha256)
    {
        var folder = Path.Combine(root, $"{name}-{sha256[..16]}");
        if (Directory.Exists(folder))
        {
            Directory.Delete(staging, recursive: true);
        }
        else
        {
            Directory.Move(staging, folder);
        }

        return folder;
    }

    /// <summary>Deletes what no installed connector uses: half-unpacked packages, versions replaced before the hub ended.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        var used = Read().Values.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in Directory.GetDirectories(root).Where(f => !used.Contains(Path.GetFullPath(f))))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Write(Dictionary<string, string> plugins, Action<Dictionary<string, string>> change)
    {
        change(plugins);
        Directory.CreateDirectory(root);
        var list = new InstalledList(Format, plugins.OrderBy(p => p.Key, StringComparer.Ordinal).ToDictionary(p => p.Key, p => Path.GetFileName(p.Value)));
        var temporary = ListPath + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, list, InstalledJson.Default.InstalledList);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, ListPath, overwrite: true);
    }
}

/// <summary>The stored form of what is installed.</summary>
internal sealed record InstalledList(int Format, Dictionary<string, string> Plugins);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(InstalledList))]
internal sealed partial class InstalledJson : JsonSerializerContext;
