using System.Buffers;
using System.Text.Json;

namespace Plutora.Integration.Connectors.GitHub.Webhooks;

/// <summary>Writes a branch or tag that a webhook names in the form in which the API lists them.</summary>
internal static class ReferenceForm
{
    /// <summary><c>{"name": …, "commit": {"sha": …}}</c>, without the commit where the event does not tell it.</summary>
    public static byte[] Write(string name, string? sha)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            if (sha is not null)
            {
                writer.WriteStartObject("commit");
                writer.WriteString("sha", sha);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
