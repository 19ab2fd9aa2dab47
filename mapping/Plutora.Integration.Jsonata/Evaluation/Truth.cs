using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>What counts as true, what as equal, and what as a number.</summary>
internal static class Truth
{
    /// <summary>The language's own cast; undefined counts as false.</summary>
    public static bool Of(JsonataValue value, Run run)
    {
        switch (value.Reference)
        {
            case Tag tag when tag.Kind == JsonataKind.Boolean:
                return value.AsBoolean();
            case string text:
                return text.Length > 0;
            case ObjectValue members:
                return members.Count > 0 || members.HasMore;
            case ArrayValue array:
                Access.EnsureStack();
                run.Step(array.Count);

                // All are looked at: a number that is not finite is refused wherever it stands.
                var any = false;
                foreach (var item in array.Items)
                {
                    any |= Of(item, run);
                }

                return any;
            default:
                return IsNumber(value) && value.AsDouble() != 0;
        }
    }

    /// <summary>What JavaScript holds true, which decides on a comparator's answer.</summary>
    public static bool OfHost(JsonataValue value) => value.Reference switch
    {
        null => false,
        string text => text.Length > 0,
        Tag tag when tag.Kind == JsonataKind.Number => value.AsDouble() is not (0 or double.NaN),
        SourceDigits => value.AsDouble() != 0,
        Tag => value.AsBoolean(),
        _ => true,
    };

    /// <summary>Whether it is a number to compute with; one that is not finite is refused.</summary>
    public static bool IsNumber(JsonataValue value)
    {
        if (!value.IsNumber || double.IsNaN(value.AsDouble()))
        {
            return false;
        }

        return double.IsFinite(value.AsDouble()) ? true : throw Faults.Of("D1001", value);
    }

    /// <summary>The same value without looking into arrays and objects.</summary>
    public static bool Same(JsonataValue left, JsonataValue right) =>
        left.IsNumber ? right.IsNumber && SameNumber(left, right)
        : left.Reference is string text ? right.Reference is string other && text == other
        : ReferenceEquals(left.Reference, right.Reference);

    /// <summary>Equal in depth; the order of members does not matter.</summary>
    public static bool Equal(JsonataValue left, JsonataValue right, Run run)
    {
        if (Same(left, right))
        {
            return true;
        }

        if (left.Reference is ArrayValue leftArray && right.Reference is ArrayValue rightArray)
        {
            return EqualItems(leftArray, rightArray, run);
        }

        return left.Reference is ObjectValue leftObject && right.Reference is ObjectValue rightObject && EqualMembers(leftObject, rightObject, run);
    }

    private static bool EqualItems(ArrayValue left, ArrayValue right, Run run)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        Access.EnsureStack();
        for (var index = 0; index < left.Count; index++)
        {
            run.Step();
            if (!Equal(left[index], right[index], run))
            {
                return false;
            }
        }

        return true;
    }

    private static bool EqualMembers(ObjectValue left, ObjectValue right, Run run)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        Access.EnsureStack();
        for (var index = 0; index < left.Count; index++)
        {
            run.Step();
            var at = right.IndexOf(left.Names[index]);
            if (at < 0 || !Equal(left.Values[index], right.Values[at], run))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whole numbers that a double cannot tell apart are told apart by their digits.</summary>
    private static bool SameNumber(JsonataValue left, JsonataValue right) =>
        left.AsDouble() == right.AsDouble()
        && (left.Digits is not { IsWhole: true } a || right.Digits is not { IsWhole: true } b || Math.Abs(left.AsDouble()) < 1L << 53 || a.Text == b.Text);
}
