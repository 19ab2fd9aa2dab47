using System.Globalization;
using System.Numerics;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Mapping.Running;

namespace Plutora.Integration.Connectors.Declarative.Reading;

/// <summary>How far a list was read: an instant or a number, as text, compared by what it is.</summary>
internal static class Mark
{
    /// <summary>The greater of two; null counts as least.</summary>
    public static string? Later(CursorSpec? cursor, string? one, string? other) => one is null || (other is not null && Compare(cursor!, other, one) > 0) ? other : one;

    public static int Compare(CursorSpec cursor, string one, string other) => cursor.IsSequence
        ? BigInteger.Parse(one, CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(other, CultureInfo.InvariantCulture))
        : At(one).CompareTo(At(other));

    /// <summary>An earlier mark, from which a read asks so that nothing shown late is missed.</summary>
    public static string Back(CursorSpec cursor, string mark, TimeSpan overlap) =>
        cursor.IsSequence ? mark : InstantText.Format(Earlier(At(mark), overlap));

    /// <summary>The mark before one at which a list is asked for anew, so that what ties with it comes whether the tool counts the bound in or not.</summary>
    public static string Before(CursorSpec cursor, string mark, TimeSpan resolution) =>
        cursor.IsSequence ? (BigInteger.Parse(mark, CultureInfo.InvariantCulture) - 1).ToString(CultureInfo.InvariantCulture) : Back(cursor, mark, resolution);

    private static DateTimeOffset At(string mark) => InstantText.TryParse(mark, out var at) ? at : DateTimeOffset.MinValue;

    private static DateTimeOffset Earlier(DateTimeOffset at, TimeSpan by) => at - DateTimeOffset.MinValue < by ? DateTimeOffset.MinValue : at - by;
}
