using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Cli.Commands.Instances;

/// <summary>Instances as files have them, and as the hub takes them.</summary>
internal static class InstanceDocument
{
    private static readonly string[] Settable = ["id", "connector", "displayName", "options", "webhook", "privacy", "intervals", "schedules", "since", "fullScanHours", "paused"];

    /// <summary>Instances of a file: one as a document, or several below <c>instances</c> as in plutora.yaml.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ReadAsync(Session session, string path, CancellationToken cancellationToken)
    {
        if (path != "-" && !File.Exists(path))
        {
            throw new UsageException($"There is no file '{path}'. To add an instance without one, name its connector: plutora instance add {path} --connector git --option repositories=.");
        }

        var text = path == "-" ? await session.Terminal.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(path, cancellationToken);
        var name = path == "-" ? "standard input" : path;
        return YamlToJson.Read(text, name) switch
        {
            JsonObject { Count: 1 } whole when whole["instances"] is JsonArray several && several.All(i => i is JsonObject) => [.. several.Select(i => i!.DeepClone().AsObject())],
            JsonObject { Count: > 0 } one => [one],
            _ => throw new UsageException($"{name}: expected an instance with 'id', 'connector' and 'options', or several below 'instances:'."),
        };
    }

    /// <summary>What may be set of an instance that the hub tells of.</summary>
    public static JsonObject Of(JsonElement instance)
    {
        var definition = JsonObject.Create(instance.GetProperty("definition"))!;
        foreach (var name in definition.Select(m => m.Key).Except(Settable, StringComparer.Ordinal).ToArray())
        {
            definition.Remove(name);
        }

        return definition;
    }
}
