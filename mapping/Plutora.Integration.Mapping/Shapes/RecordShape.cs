using System.Text.Json;

namespace Plutora.Integration.Mapping;

/// <summary>
/// What records of a stream have in common: the paths that they have, of what type, with some values. Its memory is bounded, whatever the records:
/// at most 4,000 places, 12 levels and, in one object, 250 names, beyond which its names are taken for data.
/// </summary>
public sealed class RecordShape
{
    private const int MostPlaces = 4_000, MostNames = 250, MostLevels = 12;
    private int _places;

    /// <summary>How many records were added.</summary>
    public int Records { get; private set; }

    internal Shapes.ShapeNode Root { get; } = new();

    /// <summary>Adds a record.</summary>
    /// <param name="json">The record as UTF-8 JSON.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Add(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        Add(Root, document.RootElement, 0);
        Records++;
    }

    /// <summary>A path as text: its names with dots between them, a name that is no word in backticks.</summary>
    public static string Text(IEnumerable<string> path) => string.Join('.', path.Select(name => IsWord(name) ? name : $"`{name}`"));

    /// <summary>How many names of a path lead to the first that no record has; null where a record has them all, or none shows enough to tell.</summary>
    internal int? Missing(IReadOnlyList<string> path)
    {
        var node = Root;
        for (var index = 0; index < path.Count; index++)
        {
            if (node.Open)
            {
                return null;
            }

            if (!node.Members.TryGetValue(path[index], out var next))
            {
                return node.Objects > 0 ? index + 1 : null;
            }

            node = next;
        }

        return null;
    }

    /// <summary>The names that objects at a path have.</summary>
    internal IEnumerable<string> NamesAt(IEnumerable<string> path)
    {
        var node = Root;
        foreach (var name in path)
        {
            if (!node.Members.TryGetValue(name, out node!))
            {
                return [];
            }
        }

        return node.Members.Keys;
    }

    private static bool IsWord(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private void Add(Shapes.ShapeNode node, JsonElement value, int level)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                node.SawObject();
                AddMembers(node, value, level);
                break;
            case JsonValueKind.Array:
                node.SawList();
                foreach (var item in value.EnumerateArray())
                {
                    Add(node, item, level);
                }

                break;
            case JsonValueKind.String:
                node.SawText(value.GetString()!);
                break;
            case JsonValueKind.Number:
                node.SawNumber(value.GetRawText());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                node.SawBoolean(value.GetBoolean());
                break;
        }
    }

    private void AddMembers(Shapes.ShapeNode node, JsonElement value, int level)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (!node.Members.TryGetValue(member.Name, out var inner))
            {
                if (node.Members.Count >= MostNames || _places >= MostPlaces || level >= MostLevels)
                {
                    node.Open = true;
                    continue;
                }

                _places++;
                node.Members.Add(member.Name, inner = new Shapes.ShapeNode());
            }

            Add(inner, member.Value, level + 1);
        }
    }
}
