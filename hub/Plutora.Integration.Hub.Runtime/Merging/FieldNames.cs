using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>The names of the model's fields, so that reading one of them makes no text anew.</summary>
internal static class FieldNames
{
    private const int Longest = 64;
    private static readonly FrozenSet<string> Known = EntityTypes.All.SelectMany(type => type.Fields).Select(field => field.Name).ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The name that a reader is at.</summary>
    public static string Of(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (!reader.ValueIsEscaped && text.Length <= Longest)
        {
            Span<char> name = stackalloc char[Longest];
            if (Ascii.ToUtf16(text, name, out var length) == System.Buffers.OperationStatus.Done && Lookup.TryGetValue(name[..length], out var known))
            {
                return known;
            }
        }

        return reader.GetString()!;
    }
}
