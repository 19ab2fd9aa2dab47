using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Hub.Runtime.Records;

/// <summary>The key of a raw record in the log (rule 2 of state).</summary>
public static class RawKey
{
    private const int ShapeLength = 17;
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The record id. A partial stream's key also holds the shape, so that compaction keeps one record of each.</summary>
    /// <param name="record">The record.</param>
    /// <param name="partial">True when its stream is declared partial.</param>
    public static string Of(RawRecord record, bool partial = false) =>
        partial && !record.Record.Deleted ? $"{record.Record.Id}#{Shape(record.Record.Json.Span)}" : record.Record.Id;

    /// <summary>The record id of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="partial">True when its stream is declared partial.</param>
    public static string RecordIdOf(string key, bool partial) => partial && key.Length > ShapeLength && key[^ShapeLength] == '#' ? key[..^ShapeLength] : key;

    /// <summary>The record id of a key whose stream may be partial or not: what looks like a shape, "#" and 16 digits, counts as one.</summary>
    internal static string RecordIdOf(string key) => RecordIdOf(key, partial: key.Length > ShapeLength && key.AsSpan()[^(ShapeLength - 1)..].IndexOfAnyExcept(LowerHex) < 0);

    // The set of top-level member names, order aside.
    private static string Shape(ReadOnlySpan<byte> json)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                names.Add(reader.GetString()!);
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', names))).AsSpan(0, 8));
    }
}
