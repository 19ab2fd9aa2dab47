using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Records.Privacy;

/// <summary>One pass through a record that leaves out, hashes and forgets. Everything else stays as the tool told it, numbers to their last digit.</summary>
internal sealed class PrivacyPass(PrivacyRules rules, ForgottenPeople forgotten, byte[] secret)
{
    /// <summary>As deep as the hub takes records.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 1_000 };

    private static readonly JsonWriterOptions Written = new() { MaxDepth = 1_000, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private enum Mode
    {
        /// <summary>The record names nobody who is forgotten.</summary>
        Nobody,

        /// <summary>An object that holds a forgotten person's address holds no name of theirs.</summary>
        BesideAddress,

        /// <summary>The record is the person's own: names go wherever they stand.</summary>
        Everywhere,
    }

    /// <summary>The record as it may be stored; the same bytes when no rule touches it.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public ReadOnlyMemory<byte> Run(ReadOnlyMemory<byte> json, bool ownRecord)
    {
        var mode = forgotten.IsEmpty ? Mode.Nobody : ownRecord ? Mode.Everywhere : forgotten.IsIn(json.Span) ? Mode.BesideAddress : Mode.Nobody;
        if (json.IsEmpty || (rules.IsEmpty && mode == Mode.Nobody))
        {
            return json;
        }

        var buffer = new ArrayBufferWriter<byte>(json.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer, Written))
        {
            var reader = new Utf8JsonReader(json.Span, Options);
            reader.Read();
            Value(ref reader, writer, rules.Start, hash: false, mode, names: mode == Mode.Everywhere);
            while (reader.Read())
            {
                // What stands behind the record is no JSON, and the reader says so.
            }
        }

        return buffer.WrittenMemory;
    }

    private void Value(ref Utf8JsonReader reader, Utf8JsonWriter writer, PrivacyRules.Place place, bool hash, Mode mode, bool names)
    {
        hash |= place.Hashes;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Object(ref reader, writer, place, hash, mode);
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    var item = place.Item();
                    if (item.Drops)
                    {
                        reader.Skip();
                    }
                    else
                    {
                        Value(ref reader, writer, item, hash, mode, names);
                    }
                }

                writer.WriteEndArray();
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(Text(reader.GetString()!, hash, mode, names));
                break;
            case JsonTokenType.Number when hash:
                writer.WriteStringValue(PersonKey.Of(System.Text.Encoding.UTF8.GetString(reader.ValueSpan), secret));
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    private void Object(ref Utf8JsonReader reader, Utf8JsonWriter writer, PrivacyRules.Place place, bool hash, Mode mode)
    {
        var names = mode == Mode.Everywhere || (mode == Mode.BesideAddress && HoldsAddress(reader));
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var member = place.Member(name);
            reader.Read();
            if (member.Drops)
            {
                reader.Skip();
                continue;
            }

            writer.WritePropertyName(mode == Mode.Nobody ? name : forgotten.KeyOf(name) ?? name);
            Value(ref reader, writer, member, hash, mode, names);
        }

        writer.WriteEndObject();
    }

    private string Text(string text, bool hash, Mode mode, bool names)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        return hash ? PersonKey.Of(text, secret)
            : mode == Mode.Nobody ? text
            : forgotten.KeyOf(text) ?? (names && forgotten.IsName(text) ? "" : text);
    }

    // The reader is a copy: it looks ahead through the object's own members.
    private bool HoldsAddress(Utf8JsonReader ahead)
    {
        while (ahead.Read() && ahead.TokenType != JsonTokenType.EndObject)
        {
            ahead.Read();
            if (ahead.TokenType == JsonTokenType.String && forgotten.KeyOf(ahead.GetString()!) is not null)
            {
                return true;
            }

            ahead.Skip();
        }

        return false;
    }
}
