using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Instances;

/// <summary>Turns <c>name=value</c> into an option of the type that the connector's schema says; the hub checks the rest.</summary>
internal sealed class OptionValues(JsonElement schema)
{
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);

    /// <summary>Sets options; the first value of a list replaces what stood there, further ones are added. A dot leads into an option that has members.</summary>
    public void Apply(IEnumerable<string> pairs, JsonObject options)
    {
        foreach (var pair in pairs)
        {
            var (path, value) = Split("--option", pair);
            var (owner, form) = (options, schema);
            var parts = path.Split('.');
            foreach (var part in parts[..^1])
            {
                form = Member(form, part);
                if (owner[part] is not JsonObject child)
                {
                    owner[part] = child = [];
                }

                owner = child;
            }

            Set(owner, parts[^1], Member(form, parts[^1]), path, value);
        }
    }

    public static (string Name, string Value) Split(string option, string pair) => pair.IndexOf('=', StringComparison.Ordinal) is var at and > 0
        ? (pair[..at], pair[(at + 1)..])
        : throw new UsageException($"{option} {pair}: expected name=value.");

    private void Set(JsonObject owner, string name, JsonElement form, string path, string value)
    {
        if (!Types(form).Contains("array"))
        {
            owner[name] = Value(form, path, value);
            return;
        }

        if (_begun.Add(path) || owner[name] is not JsonArray list)
        {
            owner[name] = list = [];
        }

        if (value.Length > 0)
        {
            list.Add(Value(Text.Find(form, "items"), path, value));
        }
    }

    private static JsonNode? Value(JsonElement form, string path, string value)
    {
        var types = Types(form);
        return value switch
        {
            "" or "null" when types.Contains("null") => null,
            _ when types.Contains("boolean") => bool.TryParse(value, out var flag) ? flag : throw Wrong(path, value, "true or false"),
            _ when types.Contains("integer") => long.TryParse(value, CultureInfo.InvariantCulture, out var whole) ? whole : throw Wrong(path, value, "a whole number"),
            _ when types.Contains("number") => double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(path, value, "a number"),
            _ when types.Contains("object") => Object(path, value),
            _ => Here(value),
        };
    }

    private static JsonNode? Object(string path, string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            throw Wrong(path, value, "JSON of its members; a file is easier: plutora instance add FILE");
        }
    }

    // The hub runs elsewhere: a path that is meant from here is made whole.
    private static string Here(string value) =>
        value is "." or ".." || value.StartsWith("./", StringComparison.Ordinal) || value.StartsWith("../", StringComparison.Ordinal) ? Path.GetFullPath(value) : value;

    private static JsonElement Member(JsonElement form, string name) => Text.Find(form, "properties") is { ValueKind: JsonValueKind.Object } members
        && members.EnumerateObject().FirstOrDefault(m => m.Name == name) is { Value.ValueKind: not JsonValueKind.Undefined } found
        ? found.Value
        : Text.Find(form, "additionalProperties");

    private static HashSet<string> Types(JsonElement form) => Text.Find(form, "type") switch
    {
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(t => t.GetString()!)],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        _ => [],
    };

    private static UsageException Wrong(string path, string value, string expected) => new($"--option {path}={value}: expected {expected}.");
}
