using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Running;

/// <summary>
/// Writes what an expression yields as the field's type has it. A lone value becomes a list of one where the field is a list, since JSONata does
/// not tell them apart; digits as text are the number where one is meant, and an empty text is nothing where it cannot be a value; nothing else is bent.
/// </summary>
internal static class ValueWriter
{
    private const string Other = "other";

    public static void Write(Utf8JsonWriter writer, FieldDescriptor field, JsonataValue value, FieldPath path, MapRun run)
    {
        if (IsNothing(field, value))
        {
            writer.WriteNullValue();
        }
        else if (field.Kind == FieldKind.List)
        {
            WriteList(writer, field.Element!, value, path, run);
        }
        else
        {
            WriteOne(writer, field, value, path, run);
        }
    }

    private static void WriteList(Utf8JsonWriter writer, FieldDescriptor element, JsonataValue value, FieldPath path, MapRun run)
    {
        writer.WriteStartArray();
        if (value.Kind != JsonataKind.Array)
        {
            if (!IsNothing(element, value))
            {
                WriteOne(writer, element, value, path, run);
            }
        }
        else
        {
            for (var index = 0; index < value.Count; index++)
            {
                var item = value[index];
                if (!IsNothing(element, item))
                {
                    path.Push(index);
                    WriteOne(writer, element, item, path, run);
                    path.Pop();
                }
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>Tools write an empty text where they have no number, instant or truth: it is nothing. An empty text for a text is one.</summary>
    private static bool IsNothing(FieldDescriptor field, JsonataValue value) => Values.IsNothing(value)
        || (field.Kind is FieldKind.Integer or FieldKind.Number or FieldKind.Instant or FieldKind.Boolean && Values.IsBlank(value));

    private static void WriteOne(Utf8JsonWriter writer, FieldDescriptor field, JsonataValue value, FieldPath path, MapRun run)
    {
        switch (field.Kind)
        {
            case FieldKind.String when value.Kind == JsonataKind.String:
                writer.WriteStringValue(value.AsString());
                break;
            case FieldKind.Boolean when value.Kind == JsonataKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            case FieldKind.Integer or FieldKind.Number when Values.NumberIn(value) is { IsUndefined: false } digits:
                WriteOne(writer, field, digits, path, run);
                break;
            case FieldKind.Integer when Whole(value) is { } whole:
                writer.WriteNumberValue(whole);
                break;
            case FieldKind.Number when value.Kind == JsonataKind.Number && double.IsFinite(value.AsDouble()):
                value.WriteTo(writer);
                break;
            case FieldKind.Instant when value.Kind == JsonataKind.String && InstantText.IsCanonical(value.AsString()):
                writer.WriteStringValue(value.AsString());
                break;
            case FieldKind.Instant when value.Kind == JsonataKind.String && InstantText.TryParse(value.AsString(), out var instant):
                writer.WriteStringValue(InstantText.Format(instant));
                break;
            case FieldKind.Enum when value.Kind is JsonataKind.String or JsonataKind.Number or JsonataKind.Boolean:
                WriteEnum(writer, field, value, path, run);
                break;
            case FieldKind.Reference when value.Kind == JsonataKind.Object:
                ReferenceWriter.Write(writer, value, path, run);
                break;
            case FieldKind.Object when value.Kind == JsonataKind.Object:
                WriteObject(writer, field, value, path, run);
                break;
            case FieldKind.Map when value.Kind == JsonataKind.Object:
                WriteMap(writer, field.Element!, value, path, run);
                break;
            case FieldKind.Any when value.Kind != JsonataKind.Function:
                value.WriteTo(writer);
                break;
            default:
                throw Mismatch(field, value, path);
        }
    }

    private static void WriteEnum(Utf8JsonWriter writer, FieldDescriptor field, JsonataValue value, FieldPath path, MapRun run)
    {
        var text = Values.Text(value);
        if (field.EnumValues.Contains(text))
        {
            writer.WriteStringValue(text);
            return;
        }

        // A table of the field's own name says where values belong that the model does not know.
        var name = path.Names();
        if (run.Tables.TryGetValue(name, out var table) && table.Entries.TryGetValue(text, out var target) && field.EnumValues.Contains(target.Value))
        {
            writer.WriteStringValue(target.Value);
            return;
        }

        run.ReportUnmapped(name, text);
        writer.WriteStringValue(Other);
    }

    private static void WriteObject(Utf8JsonWriter writer, FieldDescriptor field, JsonataValue value, FieldPath path, MapRun run)
    {
        writer.WriteStartObject();
        foreach (var (name, inner) in value.Members)
        {
            var member = field.Member(name)
                ?? throw new FunctionFault(
                    $"{path} has no member '{name}'; it may have {string.Join(", ", field.Members.Select(candidate => candidate.Name))}");

            // Within a field nothing merges: what there is none of is left out, as the schema has it.
            if (!IsNothing(member, inner))
            {
                writer.WritePropertyName(name);
                path.Push(name);
                Write(writer, member, inner, path, run);
                path.Pop();
            }
        }

        writer.WriteEndObject();
        foreach (var member in field.Members)
        {
            if (member.Required && IsNothing(member, value[member.Name]))
            {
                throw new FunctionFault(
                    $"{path} lacks '{member.Name}', which it cannot be without; give it a value, or leave the whole out where there is none");
            }
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, FieldDescriptor element, JsonataValue value, FieldPath path, MapRun run)
    {
        writer.WriteStartObject();
        foreach (var (name, inner) in value.Members)
        {
            writer.WritePropertyName(name);
            path.Push(name);
            Write(writer, element, inner, path, run);
            path.Pop();
        }

        writer.WriteEndObject();
    }

    /// <summary>The whole number, from its source digits where there are any, so that none above 2^53 is rounded.</summary>
    private static long? Whole(JsonataValue value)
    {
        if (value.Kind != JsonataKind.Number)
        {
            return null;
        }

        if (value.TryGetSourceDigits(out var digits) && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact))
        {
            return exact;
        }

        var number = value.AsDouble();
        return Math.Floor(number) == number && Math.Abs(number) <= 9_007_199_254_740_992 ? (long)number : null;
    }

    private static FunctionFault Mismatch(FieldDescriptor field, JsonataValue value, FieldPath path)
        => new($"{path} takes {FieldWords.Of(field.Kind)}, and the record gives {Found.Describe(value)}; {FieldWords.RemedyFor(field.Kind, value.Kind)}");
}
