namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>The order of the texts' UTF-8 bytes, which is SQLite's: that of their code points. It is the ordinal one but for surrogates, which stand for what lies above all other characters.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    /// <summary>Greater than every other text of one character.</summary>
    public const string Greatest = "\U0010FFFF";

    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var a = x.AsSpan();
        var b = y.AsSpan();
        var same = a.CommonPrefixLength(b);
        if (same == a.Length || same == b.Length) return a.Length - b.Length;
        return Rank(a[same]) - Rank(b[same]);
    }

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
