using System.Text.Json;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>Checks an expression that is a literal against the field that takes it.</summary>
internal static class LiteralCheck
{
    public static void Check(YamlScalar scalar, FieldDescriptor field, FaultList faults)
    {
        var element = field.Kind == FieldKind.List ? field.Element! : field;
        if (Parse(scalar.Value.Trim()) is not { } literal || literal.ValueKind == JsonValueKind.Null || element.Kind == FieldKind.Any)
        {
            return;
        }

        if (!Fits(literal, element.Kind))
        {
            faults.Error(scalar.Place, $"'{field.Name}' takes {FieldWords.Of(element.Kind)}, not {Describe(literal)}. {Remedy(element)}");
        }
        else if (element.Kind == FieldKind.Enum && literal.GetString() is { } value && !element.EnumValues.Contains(value))
        {
            faults.Error(scalar.Place, $"'{value}' is no value of '{field.Name}'. {Nearest.Suggest(value, element.EnumValues)}");
        }
    }

    /// <summary>Checks a condition that is a literal: only true and false are any.</summary>
    public static void CheckCondition(YamlScalar? scalar, string member, FaultList faults)
    {
        if (scalar is not null && Parse(scalar.Value.Trim()) is { } literal && literal.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
        {
            faults.Error(scalar.Place, $"'{member}' must yield true or false, not {Describe(literal)}. Compare a member, as in 'state = {literal.GetRawText()}'.");
        }
    }

    /// <summary>Warns of a key that is a literal: all records would be one entity.</summary>
    public static void CheckKey(YamlScalar? scalar, string member, FaultList faults)
    {
        if (scalar is not null && Parse(scalar.Value.Trim()) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } literal)
        {
            faults.Warning(scalar.Place, $"'{member}' is {Describe(literal)} for every record, so all of them are one entity. Name the member that holds the tool's id, without quotes.");
        }
    }

    private static bool Fits(JsonElement literal, FieldKind kind) => kind switch
    {
        FieldKind.String or FieldKind.Enum => literal.ValueKind == JsonValueKind.String,
        FieldKind.Boolean => literal.ValueKind is JsonValueKind.True or JsonValueKind.False,
        FieldKind.Integer => literal.ValueKind == JsonValueKind.Number && literal.TryGetInt64(out _),
        FieldKind.Number => literal.ValueKind == JsonValueKind.Number,
        FieldKind.Instant => literal.ValueKind == JsonValueKind.String && InstantText.TryParse(literal.GetString()!, out _),
        _ => false,
    };

    /// <summary>The literal, or null when the expression is something else. A text in single quotes is read when it needs no escapes.</summary>
    private static JsonElement? Parse(string expression)
    {
        if (expression is ['\'', .., '\''] && expression.AsSpan(1, expression.Length - 2).IndexOfAny("'\"\\") < 0)
        {
            expression = $"\"{expression[1..^1]}\"";
        }

        if (expression is not (['"', ..] or "true" or "false" or "null") && (expression.Length == 0 || !char.IsAsciiDigit(expression[^1])))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(expression);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // It begins like a literal and goes on as an expression: nothing to check here.
            return null;
        }
    }

    private static string Describe(JsonElement literal) => literal.ValueKind switch
    {
        JsonValueKind.String => $"the text {literal.GetRawText()}",
        JsonValueKind.Number => $"the number {literal.GetRawText()}",
        _ => literal.GetRawText(),
    };

    private static string Remedy(FieldDescriptor element) => element.Kind switch
    {
        FieldKind.Enum => $"Known are {string.Join(", ", element.EnumValues)}.",
        FieldKind.Reference => "Make one with $id(…), $alias(…) or $person(…).",
        FieldKind.String => "Put it in quotes within the expression.",
        _ => "Write it so, or take it from the record.",
    };
}
