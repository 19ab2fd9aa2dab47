namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>What counts as true, and what as equal.</summary>
internal static class Truth
{
    public static bool Of(JsonataValue value) => value.Kind switch
    {
        JsonataKind.Boolean => value.AsBoolean(),
        JsonataKind.Number => value.AsDouble() != 0,
        JsonataKind.String => value.AsString().Length > 0,
        JsonataKind.Array => value.Items.Any(Of),
        JsonataKind.Object => value.Count > 0,
        _ => false,
    };

    public static bool Equal(JsonataValue left, JsonataValue right)
    {
        if (left.Kind != right.Kind)
        {
            return false;
        }

        switch (left.Kind)
        {
            case JsonataKind.Number:
                return left.TryGetSourceDigits(out var a) && right.TryGetSourceDigits(out var b) ? a == b : left.AsDouble() == right.AsDouble();
            case JsonataKind.String:
                return left.AsString() == right.AsString();
            case JsonataKind.Array:
                return left.Count == right.Count && left.Items.Zip(right.Items).All(p => Equal(p.First, p.Second));
            case JsonataKind.Object:
                return left.Count == right.Count && left.Members.All(m => Equal(m.Value, right[m.Key]));
            case JsonataKind.Undefined:
                return false;
            default:
                return ReferenceEquals(left.Reference, right.Reference);
        }
    }
}
