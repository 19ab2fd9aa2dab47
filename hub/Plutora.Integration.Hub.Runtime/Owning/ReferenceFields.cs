using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Finds the references by alias in an entity's fields and gives each the id it was resolved to (rule 22 of state).</summary>
internal static class ReferenceFields
{
    /// <summary>References by alias that the fields hold, each once.</summary>
    public static IReadOnlyList<ReferenceKey> Find(EntityDescriptor type, FieldSet fields)
    {
        List<ReferenceKey>? found = null;
        foreach (var field in EntityShape.Of(type).Holding)
        {
            if (fields.TryGetText(field.Name, out var text) && MayHold(text.Span))
            {
                Walk(field, JsonElement.Parse(text.Span), key =>
                {
                    if (found?.Contains(key) != true)
                    {
                        (found ??= []).Add(key);
                    }
                });
            }
        }

        return found ?? (IReadOnlyList<ReferenceKey>)[];
    }

    /// <summary>The fields with an <c>id</c> beside each alias that is resolved.</summary>
    public static FieldSet Resolve(EntityDescriptor type, FieldSet fields, IReadOnlyDictionary<string, string> ids)
    {
        List<FieldMember>? resolved = null;
        foreach (var field in ids.Count == 0 ? [] : EntityShape.Of(type).Holding)
        {
            if (fields.TryGetText(field.Name, out var text) && MayHold(text.Span) && JsonElement.Parse(text.Span) is var value && Names(field, value, ids))
            {
                (resolved ??= []).Add(FieldMember.Of(field.Name, value, (writer, said) => Write(writer, field, said, ids)));
            }
        }

        return resolved is null ? fields : fields.With(resolved);
    }

    /// <summary>Whether there is a reference somewhere in a field.</summary>
    public static bool Holds(FieldDescriptor field) => field.Kind switch
    {
        FieldKind.Reference => true,
        FieldKind.List or FieldKind.Map => field.Element is { } element && Holds(element),
        FieldKind.Object => field.Members.Any(Holds),
        _ => false,
    };

    private static ReferenceKey? KeyOf(JsonElement reference) =>
        reference.ValueKind == JsonValueKind.Object && !reference.TryGetProperty("id", out _)
        && reference.TryGetProperty("entity", out var entity) && reference.TryGetProperty("alias", out var alias)
            ? new(entity.GetString()!, alias.GetString()!, reference.TryGetProperty("scope", out var scope) ? scope.GetString() ?? "" : "")
            : null;

    private static void Walk(FieldDescriptor field, JsonElement value, Action<ReferenceKey> found)
    {
        switch (field.Kind)
        {
            case FieldKind.Reference when KeyOf(value) is { } key:
                found(key);
                break;
            case FieldKind.List when value.ValueKind == JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Walk(field.Element!, item, found);
                }

                break;
            case FieldKind.Object or FieldKind.Map when value.ValueKind == JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if ((field.Kind == FieldKind.Map ? field.Element : field.Member(member.Name)) is { } of)
                    {
                        Walk(of, member.Value, found);
                    }
                }

                break;
            default:
                break;
        }
    }

    // Most references have an id; a text that may be escaped is looked at more closely.
    private static bool MayHold(ReadOnlySpan<byte> text) => text.IndexOf("\"alias\""u8) >= 0 || text.Contains((byte)'\\');

    private static bool Names(FieldDescriptor field, JsonElement value, IReadOnlyDictionary<string, string> ids)
    {
        var any = false;
        Walk(field, value, key => any |= ids.ContainsKey(key.ToString()));
        return any;
    }

    private static void Write(Utf8JsonWriter writer, FieldDescriptor? field, JsonElement value, IReadOnlyDictionary<string, string> ids)
    {
        switch (field?.Kind)
        {
            case FieldKind.Reference when KeyOf(value) is { } key && ids.TryGetValue(key.ToString(), out var id):
                writer.WriteStartObject();
                writer.WriteString("id", id);
                foreach (var member in value.EnumerateObject())
                {
                    member.WriteTo(writer);
                }

                writer.WriteEndObject();
                break;
            case FieldKind.List when value.ValueKind == JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, field.Element, item, ids);
                }

                writer.WriteEndArray();
                break;
            case FieldKind.Object or FieldKind.Map when value.ValueKind == JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, field.Kind == FieldKind.Map ? field.Element : field.Member(member.Name), member.Value, ids);
                }

                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
