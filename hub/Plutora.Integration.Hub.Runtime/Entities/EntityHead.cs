using System.Text.Json;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>What lists show of an entity, read without the rest of it.</summary>
/// <param name="Title">Its title.</param>
/// <param name="State">Its state or outcome.</param>
/// <param name="Aliases">What people call it.</param>
public sealed record EntityHead(string? Title, string? State, IReadOnlyList<string> Aliases)
{
    /// <summary>Reads the head of an entity.</summary>
    /// <param name="entity">The entity as UTF-8 JSON; empty where nothing is told of it.</param>
    public static EntityHead Of(ReadOnlySpan<byte> entity)
    {
        if (entity.Length == 0)
        {
            return new(null, null, []);
        }

        var reader = new Utf8JsonReader(entity);
        string? title = null, state = null, outcome = null;
        var aliases = new List<string>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "title" when reader.TokenType == JsonTokenType.String:
                    title = reader.GetString();
                    break;
                case "state" when reader.TokenType == JsonTokenType.String:
                    state = reader.GetString();
                    break;
                case "outcome" when reader.TokenType == JsonTokenType.String:
                    outcome = reader.GetString();
                    break;
                case "aliases" when reader.TokenType == JsonTokenType.StartArray:
                    ReadAliases(ref reader, aliases);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(title, state ?? outcome, aliases);
    }

    private static void ReadAliases(ref Utf8JsonReader reader, List<string> aliases)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                aliases.Add(reader.GetString()!);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var isAlias = reader.ValueTextEquals("alias"u8);
                reader.Read();
                if (isAlias && reader.TokenType == JsonTokenType.String)
                {
                    aliases.Add(reader.GetString()!);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }
}
