using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plutora.Integration.Connectors.Git.Objects;
using Plutora.Integration.Connectors.Git.Repositories;

namespace Plutora.Integration.Connectors.Git.Records;

/// <summary>Writes what records have in common.</summary>
internal static class RecordWriter
{
    // Names and messages stay legible; a record is never part of a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a record's object, which begins with its repository.</summary>
    public static byte[] Write(OpenedRepository repository, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("repository");
            writer.WriteString("id", repository.Reference.Id);
            writer.WriteString("name", repository.Reference.Address.Name);
            writer.WriteEndObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a text member unless it is null.</summary>
    public static void WriteOptional(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>Writes a list of texts.</summary>
    public static void WriteList(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes who did something and when; what was not written is left out.</summary>
    public static void WriteIdent(this Utf8JsonWriter writer, string name, Ident ident)
    {
        writer.WriteStartObject(name);
        writer.WriteString("name", ident.Name);
        writer.WriteString("email", ident.Email);
        writer.WriteOptional("date", ident.At?.ToString(Ident.InstantFormat, CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    /// <summary>Writes the headers that have no member of their own; nothing when there are none.</summary>
    public static void WriteHeaders(this Utf8JsonWriter writer, IReadOnlyList<Header> headers)
    {
        if (headers.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("headers");
        foreach (var header in headers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", header.Name);
            writer.WriteString("value", header.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the object's own bytes when the other members do not say all of it.</summary>
    public static void WriteRaw(this Utf8JsonWriter writer, GitObject source, bool exact)
    {
        if (!exact)
        {
            writer.WriteBase64String("raw", source.Content);
        }
    }
}
