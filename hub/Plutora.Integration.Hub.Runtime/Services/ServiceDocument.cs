using System.Buffers;
using System.Text.Json;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Services;

/// <summary>An entity of a service as the hub stores it: what the hub sets first, then what the service says, without what is null.</summary>
internal static class ServiceDocument
{
    private static readonly string[] Identity = ["id", "key", "instance"];

    /// <summary>Writes the document. Identity that the service gave itself is kept where it differs, so that it is told as a fault.</summary>
    public static byte[] Write(JsonElement data, EntityId subject, bool link)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in ((string, string)[])[("id", subject.ToString()), ("key", subject.Key), ("instance", subject.Instance)])
            {
                if (link || !data.TryGetProperty(name, out var given) || given.ValueKind == JsonValueKind.Null)
                {
                    writer.WriteString(name, value);
                }
                else
                {
                    writer.WritePropertyName(name);
                    given.WriteTo(writer);
                }
            }

            // The hub numbers what it publishes.
            writer.WriteNumber("entityVersion", 0);
            foreach (var member in data.EnumerateObject())
            {
                if (!Identity.Contains(member.Name, StringComparer.Ordinal) && member.Name != "entityVersion" && member.Value.ValueKind != JsonValueKind.Null)
                {
                    writer.WritePropertyName(member.Name);
                    Compact(writer, member.Value);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // Null means the same as not said, and a reference with "id": null is one by alias.
    private static void Compact(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null))
                {
                    writer.WritePropertyName(member.Name);
                    Compact(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Compact(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
