using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Hub.Runtime.Settings;

/// <summary>Reads the settings of a hub and says everything that is wrong with them.</summary>
public static class SettingsLoader
{
    private const string Prefix = "PLUTORA__";

    /// <summary>Reads <c>plutora.yaml</c>, where it exists, and lays the environment over it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Variables; those that begin with <c>PLUTORA__</c> are settings.</param>
    /// <param name="check">What else is wrong with settings that could be read, one sentence each, for who knows more of them than this.</param>
    /// <exception cref="SettingsException">Every fault: which setting, where, what was expected.</exception>
    public static HubSettings Load(string path, IEnumerable<KeyValuePair<string, string>> environment, Func<HubSettings, IEnumerable<string>>? check = null)
    {
        var root = File.Exists(path) ? YamlToJson.Read(File.ReadAllText(path), path) : null;
        if (root is not null and not JsonObject)
        {
            throw new SettingsException([$"{path}: expected sections such as 'instances:', found {root.GetValueKind()}."]);
        }

        var settings = root as JsonObject ?? [];
        foreach (var (name, value) in environment.Where(e => e.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)))
        {
            Override(settings, name[Prefix.Length..].Split("__"), value);
        }

        var binding = OptionsBinder.Bind<HubSettings>(settings);
        IEnumerable<string> faults = binding.Faults.Select(f => f.ToString().Replace("Option", "setting", StringComparison.Ordinal));
        faults = binding.Value is { } read ? faults.Concat(HttpSettingsValidator.Faults(read.Http)).Concat(CdEventsSettingsValidator.Faults(read.CdEvents)).Concat(InboxFaults(read)).Concat(check?.Invoke(read) ?? []) : faults;
        return faults.ToList() is { Count: > 0 } wrong ? throw new SettingsException([.. wrong.Select(f => $"{path}: {f}")]) : binding.Value!;
    }

    // Nobody but the hub can write to a log that lies in its own folder.
    private static IEnumerable<string> InboxFaults(HubSettings settings) => settings.Actions.Inbox && settings.Log.Engine == LogEngine.Embedded
        ? ["actions.inbox: the inbox is a topic on Kafka, and the log is embedded, which nobody else can write to. Leave it out and ask by POST /api/v1/actions, or set log.engine to kafka."]
        : [];

    private static void Override(JsonObject settings, string[] path, string value)
    {
        var node = settings;
        foreach (var section in path[..^1])
        {
            var name = Existing(node, section);
            if (node[name] is not JsonObject child)
            {
                node[name] = child = [];
            }

            node = child;
        }

        node[Existing(node, path[^1])] = YamlToJson.Read(value, "environment");
    }

    // Settings are told apart without regard to case, since environment variables are written in capitals.
    private static string Existing(JsonObject node, string name) =>
        node.Select(m => m.Key).FirstOrDefault(k => string.Equals(k, name, StringComparison.OrdinalIgnoreCase)) ?? name.ToLowerInvariant();
}
