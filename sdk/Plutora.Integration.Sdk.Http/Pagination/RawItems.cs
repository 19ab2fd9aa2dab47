using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Http.Pagination;

/// <summary>Cuts the items out of a page as the tool's own bytes: a record is never written anew.</summary>
public static class RawItems
{
    /// <summary>The elements of an array in a page.</summary>
    /// <param name="body">The page.</param>
    /// <param name="path">Names that lead to the array, such as <c>data.items</c>; empty when the page is the array.</param>
    /// <exception cref="ConnectorException">Transient when the page is cut off; permanent when it is not JSON or has no array there.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(ReadOnlyMemory<byte> body, string path = "")
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 512 }));
            Next(ref reader);
            foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                Enter(ref reader, name, path);
            }

            var items = Elements(ref reader, body, path);
            return EndsWhole(body) ? items : throw Cut();
        }
        catch (JsonException fault)
        {
            throw NotJson(fault);
        }
    }

    /// <summary>The value at a path of names, as the tool's own bytes.</summary>
    /// <param name="body">The answer or delivery.</param>
    /// <param name="path">Names that lead to the value, such as <c>data.item</c>; empty for all of it.</param>
    /// <returns>The value; null when there is none.</returns>
    /// <exception cref="ConnectorException">Transient when the answer is cut off; permanent when it is not JSON.</exception>
    public static ReadOnlyMemory<byte>? At(ReadOnlyMemory<byte> body, string path = "")
    {
        try
        {
            if (!EndsWhole(body))
            {
                throw Cut();
            }

            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 512 });
            reader.Read();
            foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!TryEnter(ref reader, name))
                {
                    return null;
                }
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return body[start..(int)reader.BytesConsumed];
        }
        catch (JsonException fault)
        {
            throw NotJson(fault);
        }
    }

    private static List<ReadOnlyMemory<byte>> Elements(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string path)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw ConnectorException.Permanent($"The tool's page holds no list{(path.Length == 0 ? "" : $" at '{path}'")}.");
        }

        var items = new List<ReadOnlyMemory<byte>>();
        for (Next(ref reader); reader.TokenType != JsonTokenType.EndArray; Next(ref reader))
        {
            var start = (int)reader.TokenStartIndex;
            Skip(ref reader);
            items.Add(body[start..(int)reader.BytesConsumed]);
        }

        return items;
    }

    private static void Enter(ref Utf8JsonReader reader, string name, string path)
    {
        if (!TryEnter(ref reader, name))
        {
            throw ConnectorException.Permanent($"The tool's page holds no '{name}' on the way to '{path}'.");
        }
    }

    private static bool TryEnter(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            for (Next(ref reader); reader.TokenType == JsonTokenType.PropertyName; Next(ref reader))
            {
                var found = reader.ValueTextEquals(name);
                Next(ref reader);
                if (found)
                {
                    return true;
                }

                Skip(ref reader);
            }
        }

        return false;
    }

    private static bool EndsWhole(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 512 }));
        while (reader.Read())
        {
            // Every token of the page is walked: a page cut behind its list is cut all the same.
        }

        return reader is { CurrentDepth: 0, TokenType: JsonTokenType.EndArray or JsonTokenType.EndObject };
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        if (!reader.TrySkip())
        {
            throw Cut();
        }
    }

    private static void Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            throw Cut();
        }
    }

    private static ConnectorException NotJson(JsonException fault) =>
        ConnectorException.Permanent($"The tool answered with what is not JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}).");

    private static ConnectorException Cut() => ConnectorException.Transient("The tool's answer ends in the middle of its JSON.");
}
