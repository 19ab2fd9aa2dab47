using System.Text.Json;
using Plutora.Integration.Mapping.Documents;

namespace Plutora.Integration.Mapping.Testing;

/// <summary>Compares an entity with what a test expects of it. What the test does not name is not compared.</summary>
internal static class EntityComparison
{
    private const string Key = "key", Aliases = "aliases", Deleted = "deleted";

    public static IReadOnlyList<MappingDifference> Compare(JsonElement expected, MappedEntity entity)
    {
        using var document = JsonDocument.Parse(entity.Fields);
        var fields = document.RootElement;
        var differences = new List<MappingDifference>();
        foreach (var member in expected.EnumerateObject())
        {
            switch (member.Name)
            {
                case Key:
                    CompareKey(member.Value, entity.Id.Key, differences);
                    break;
                case Aliases:
                    CompareAliases(member.Value, entity.Aliases, differences);
                    break;
                case Deleted:
                    CompareValues(Deleted, member.Value, JsonElement.Parse(entity.Deleted ? "true" : "false"), differences);
                    break;
                case Language.ExpectedTarget:
                    break;
                default:
                    CompareValues(member.Name, member.Value, fields.TryGetProperty(member.Name, out var actual) ? actual : null, differences);
                    break;
            }
        }

        return differences;
    }

    /// <summary>Compares by text: a key written as a bare number in YAML is the same key.</summary>
    private static void CompareKey(JsonElement expected, string actual, List<MappingDifference> differences)
    {
        if (TextOf(expected) != actual)
        {
            differences.Add(new MappingDifference(Key, expected.GetRawText(), Quote(actual)));
        }
    }

    private static void CompareAliases(JsonElement expected, IReadOnlyList<MappedAlias> actual, List<MappingDifference> differences)
    {
        var found = actual.Select(alias => alias.Alias).ToList();
        if (expected.ValueKind != JsonValueKind.Array || !expected.EnumerateArray().Select(TextOf).SequenceEqual(found))
        {
            differences.Add(new MappingDifference(Aliases, expected.GetRawText(), $"[{string.Join(",", found.Select(Quote))}]"));
        }
    }

    private static void CompareValues(string path, JsonElement expected, JsonElement? actual, List<MappingDifference> differences)
    {
        var found = actual ?? default;
        if (expected.ValueKind == JsonValueKind.Object && found.ValueKind == JsonValueKind.Object)
        {
            CompareObjects(path, expected, found, differences);
        }
        else if (expected.ValueKind == JsonValueKind.Array && found.ValueKind == JsonValueKind.Array && expected.GetArrayLength() == found.GetArrayLength())
        {
            for (var index = 0; index < expected.GetArrayLength(); index++)
            {
                CompareValues($"{path}[{index}]", expected[index], found[index], differences);
            }
        }
        else if (!SameScalar(expected, found))
        {
            differences.Add(new MappingDifference(path, Raw(expected), Raw(found)));
        }
    }

    private static void CompareObjects(string path, JsonElement expected, JsonElement actual, List<MappingDifference> differences)
    {
        foreach (var member in expected.EnumerateObject())
        {
            CompareValues($"{path}.{member.Name}", member.Value, actual.TryGetProperty(member.Name, out var value) ? value : null, differences);
        }

        foreach (var member in actual.EnumerateObject().Where(member => !expected.TryGetProperty(member.Name, out _)))
        {
            CompareValues($"{path}.{member.Name}", default, member.Value, differences);
        }
    }

    /// <summary>Null and left out are the same to a reader of the entity.</summary>
    private static bool SameScalar(JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return actual.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
        }

        return actual.ValueKind != JsonValueKind.Undefined && JsonElement.DeepEquals(expected, actual);
    }

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Raw(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "nothing" : value.GetRawText();

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
