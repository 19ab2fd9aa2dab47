using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>Finds the texts of an entity's field, lists and members included.</summary>
internal static class RuleFields
{
    public const string Aliases = "aliases";

    // A text that is longer says more than a name does; what lies behind is not looked at.
    private const int LongestText = 65_536;

    /// <summary>The texts that a published entity has at a path.</summary>
    public static IEnumerable<string> Texts(FieldSet entity, string path, string? scope)
    {
        if (path != Aliases)
        {
            var (name, rest) = Split(path);
            return entity.TryGetValue(name, out var field) ? Walk(field, rest) : [];
        }

        var wanted = scope == "*" ? "" : scope;
        return EntityJson.Aliases(entity).Where(a => wanted is null || a.Scope == wanted).Select(a => Cut(a.Alias));
    }

    /// <summary>What is wrong with a path of an entity; null when nothing is.</summary>
    public static string? Fault(EntityDescriptor type, string path)
    {
        if (path == Aliases)
        {
            return null;
        }

        if (type.Name == "person" && path != "key")
        {
            return $"names and addresses of people stand on 'person' alone and must not reach an index: compare '{Aliases}', where an e-mail is its HMAC, or 'key'";
        }

        var parts = path.Split('.');
        var field = type.Field(parts[0]);
        foreach (var part in parts.Skip(1))
        {
            field = Element(field) switch
            {
                { Kind: FieldKind.Any } any => any,
                { Kind: FieldKind.Map } map => map.Element,
                { } other => other.Member(part),
                null => null,
            };
        }

        return field is null ? $"{type.Name} has no field '{path}'. Its fields are: {string.Join(", ", type.Fields.Select(f => f.Name))}" : null;
    }

    private static FieldDescriptor? Element(FieldDescriptor? field) => field is { Kind: FieldKind.List } ? Element(field.Element) : field;

    private static IEnumerable<string> Walk(JsonElement at, string path)
    {
        switch (at.ValueKind)
        {
            case JsonValueKind.Array:
                return at.EnumerateArray().SelectMany(item => Walk(item, path));
            case JsonValueKind.Object when path.Length > 0:
                var (name, rest) = Split(path);
                return at.TryGetProperty(name, out var member) ? Walk(member, rest) : [];
            case JsonValueKind.String when path.Length == 0:
                return [Cut(at.GetString()!)];
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when path.Length == 0:
                return [at.GetRawText()];
            default:
                return [];
        }
    }

    private static (string Name, string Behind) Split(string path) => path.IndexOf('.', StringComparison.Ordinal) is var dot && dot < 0 ? (path, "") : (path[..dot], path[(dot + 1)..]);

    private static string Cut(string text) => text.Length > LongestText ? text[..LongestText] : text;
}
