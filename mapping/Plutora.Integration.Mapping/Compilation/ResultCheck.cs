using Plutora.Integration.Mapping.Documents;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>Checks an expression that is one call of a mapping function against the field that takes its result.</summary>
internal static class ResultCheck
{
    public static void Check(YamlScalar scalar, FieldDescriptor field, ScannedCall call, IReadOnlyDictionary<string, ValueTable> tables, FaultList faults)
    {
        var element = field.Kind == FieldKind.List ? field.Element! : field;
        if (!Fits(call.Function, element.Kind))
        {
            faults.Error(
                scalar.Place,
                $"'{field.Name}' takes {FieldWords.Of(element.Kind)}, which ${call.Function}(…) does not give. Use another expression for it.");
        }
        else if (call.Function == "table" && element.Kind == FieldKind.Enum && call.Literal is { } name && tables.TryGetValue(name, out var table))
        {
            CheckValues(table, field.Name, element.EnumValues, faults);
        }
        else if (Referred(call) is { } entity && element is { Kind: FieldKind.Reference, ReferenceEntity: { } wanted } && entity != wanted && EntityTypes.TryGet(entity, out _))
        {
            faults.Error(
                scalar.Span.PlaceOf(scalar.Value, call.LiteralOffset),
                $"'{field.Name}' refers to a {wanted}, not to a {entity}. Name \"{wanted}\" here, or set another field.");
        }
    }

    private static bool Fits(string function, FieldKind kind) => (function, kind) switch
    {
        (_, FieldKind.Any) => true,
        ("id" or "alias" or "person", _) => kind is FieldKind.Reference,
        ("table", _) => kind is FieldKind.String or FieldKind.Enum or FieldKind.Instant,
        ("stateCategory", _) => kind is FieldKind.String or FieldKind.Enum,
        ("personKey" or "issueKeys", _) => kind is FieldKind.String,
        ("instant", _) => kind is FieldKind.Instant or FieldKind.String,
        ("string" or "uppercase" or "lowercase" or "trim" or "join" or "replace" or "substring" or "substringBefore" or "substringAfter" or "pad", _) =>
            kind is FieldKind.String or FieldKind.Enum or FieldKind.Instant,
        ("duration", _) => kind is FieldKind.Number or FieldKind.Integer,
        ("number" or "sum" or "count" or "length" or "round" or "floor" or "ceil" or "abs" or "average" or "millis" or "toMillis", _) => kind is FieldKind.Integer or FieldKind.Number,
        ("exists" or "not" or "boolean" or "contains", _) => kind is FieldKind.Boolean,
        _ => true,
    };

    private static string? Referred(ScannedCall call) => call.Function switch
    {
        "id" or "alias" => call.Literal,
        "person" => People.Entity,
        _ => null,
    };

    /// <summary>Checks that a table leads to values that a field has.</summary>
    public static void CheckValues(ValueTable table, string field, IReadOnlyCollection<string> known, FaultList faults)
    {
        foreach (var value in table.Entries.Values.Append(table.Default).OfType<YamlScalar>())
        {
            if (!known.Contains(value.Value))
            {
                faults.Error(
                    value.Place,
                    $"'{value.Value}' in the table '{table.Name.Value}' is no value of '{field}'. {Nearest.Suggest(value.Value, known)}");
            }
        }
    }
}
