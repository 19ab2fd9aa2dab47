using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>A member of an object as it is written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pair">Name, colon and value.</param>
/// <param name="ValueAt">Where in <paramref name="Pair"/> the value begins.</param>
internal readonly record struct FieldMember(string Name, ReadOnlyMemory<byte> Pair, int ValueAt)
{
    /// <summary>The text of the value.</summary>
    public ReadOnlyMemory<byte> Value => Pair[ValueAt..];

    /// <summary>Whether the value is null.</summary>
    public bool IsNull => Pair.Span[ValueAt] == (byte)'n';

    /// <summary>A member of its name and its value.</summary>
    public static FieldMember Of<T>(string name, T value, Action<Utf8JsonWriter, T> write)
    {
        var text = JsonScratch.Write([], (name, value, write), static (writer, said) =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName(said.name);
            said.write(writer, said.value);
            writer.WriteEndObject();
        });
        return new FieldSet(text)[0];
    }

    /// <inheritdoc cref="Of{T}(string, T, Action{Utf8JsonWriter, T})"/>
    public static FieldMember Of(string name, JsonElement value) => Of(name, value, static (writer, said) => said.WriteTo(writer));

    /// <summary>Whether two members have one name and mean the same, however they are written.</summary>
    public static bool Same(FieldMember one, FieldMember other) =>
        one.Name == other.Name && (one.Value.Span.SequenceEqual(other.Value.Span) || JsonElement.DeepEquals(JsonElement.Parse(one.Value.Span), JsonElement.Parse(other.Value.Span)));
}
