using System.Text;
using System.Text.Json;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>The names of the model's fields, so that reading one of them makes no text anew. Found by their bytes: each entity's names are looked up several times on its way.</summary>
internal static class FieldNames
{
    private const int SlotBits = 12;
    private static readonly (byte[] Utf8, string? Name)[] Slots = Fill();

    /// <summary>The name that a reader is at.</summary>
    public static string Of(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (!reader.ValueIsEscaped && !text.IsEmpty)
        {
            for (var at = First(text); Slots[at].Name is { } name; at = Next(at))
            {
                if (text.SequenceEqual(Slots[at].Utf8))
                {
                    return name;
                }
            }
        }

        return reader.GetString()!;
    }

    private static (byte[] Utf8, string? Name)[] Fill()
    {
        // The names are some hundred, so that nearly each has its first slot.
        var slots = new (byte[] Utf8, string? Name)[1 << SlotBits];
        foreach (var name in EntityTypes.All.SelectMany(type => type.Fields).Select(field => field.Name).Distinct(StringComparer.Ordinal))
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            var at = First(utf8);
            while (slots[at].Name is not null)
            {
                at = Next(at);
            }

            slots[at] = (utf8, name);
        }

        return slots;
    }

    private static int First(ReadOnlySpan<byte> text)
    {
        var some = (uint)((text[0] << 24) | (text[text.Length / 2] << 16) | (text[^1] << 8) | (byte)text.Length);
        return (int)(some * 0x9E3779B1 >> (32 - SlotBits));
    }

    private static int Next(int at) => (at + 1) & ((1 << SlotBits) - 1);
}
