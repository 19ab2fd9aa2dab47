using System.Text.Json;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Projection;

/// <summary>Reads of a document only what is needed, in one pass; the rest is checked to be JSON, and skipped.</summary>
internal static class ProjectedReader
{
    public static JsonataValue Read(ReadOnlySpan<byte> utf8Json, Need need, int maxDepth)
    {
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = maxDepth });
        reader.Read();
        var value = ReadValue(ref reader, need);
        return reader.Read() ? throw new JsonException("There is more after the end of the document.") : value;
    }

    private static JsonataValue ReadValue(ref Utf8JsonReader reader, Need need)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when !need.Whole:
                return ReadObject(ref reader, need);
            case JsonTokenType.StartArray when !need.Whole:
                var items = new ArrayValue();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadValue(ref reader, need));
                }

                return new(items);
            default:
                return TreeReader.ReadValue(ref reader);
        }
    }

    private static JsonataValue ReadObject(ref Utf8JsonReader reader, Need need)
    {
        var members = need.Members;
        var value = new ObjectValue(members.Count);
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Find(ref reader, members, ref next);
            reader.Read();
            if (member is null)
            {
                value.HasMore = true;
                reader.Skip();
            }
            else
            {
                value.Set(member.Name, ReadValue(ref reader, member.Need));
            }
        }

        return new(value);
    }

    /// <summary>The needed member that the reader stands at. Records of one kind have theirs in one order, so that the search begins after the last one found.</summary>
    private static NeededMember? Find(ref Utf8JsonReader reader, IReadOnlyList<NeededMember> members, ref int next)
    {
        var name = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            var text = JsonStrings.Read(name);
            return members.FirstOrDefault(member => member.Name == text);
        }

        for (var count = members.Count; count > 0; count--)
        {
            var member = members[next];
            next = next + 1 == members.Count ? 0 : next + 1;
            if (name.SequenceEqual(member.Utf8Name))
            {
                return member;
            }
        }

        return null;
    }
}
