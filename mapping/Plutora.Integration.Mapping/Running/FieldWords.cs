using Plutora.Integration.Jsonata;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Says in words what a field takes, and what helps when it is given something else.</summary>
internal static class FieldWords
{
    public static string Of(FieldKind kind) => kind switch
    {
        FieldKind.String => "a text",
        FieldKind.Boolean => "true or false",
        FieldKind.Integer => "a whole number",
        FieldKind.Number => "a number",
        FieldKind.Instant => "an instant as ISO 8601",
        FieldKind.Enum => "one of its values as text",
        FieldKind.Reference => "a reference",
        FieldKind.Object or FieldKind.Map => "an object",
        FieldKind.List => "a list",
        _ => "a value",
    };

    public static string RemedyFor(FieldKind wanted, JsonataKind given) => (wanted, given) switch
    {
        (_, JsonataKind.Array) => "pick one item, for example with [0]",
        (FieldKind.String, _) => "convert it with $string(…)",
        (FieldKind.Integer, JsonataKind.Number) => "round it with $round(…)",
        (FieldKind.Integer or FieldKind.Number, _) => "convert it with $number(…)",
        (FieldKind.Boolean, _) => "compare it, for example with = \"true\"",
        (FieldKind.Instant, _) => "convert it with $instant(…) or $fromMillis(…)",
        (FieldKind.Reference, _) => "make one with $id(…), $alias(…) or $person(…)",
        (FieldKind.Object or FieldKind.Map, _) => "give an object with the field's members",
        _ => "give another value",
    };
}
