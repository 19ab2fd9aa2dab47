namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>One sub-picture of a number's picture, cut into its parts and checked.</summary>
internal sealed record SubPicture(string Text, string Prefix, string Suffix, string Active, string Mantissa, string? Exponent, string Integer, string Fraction)
{
    public static SubPicture Parse(string text, NumberSymbols symbols)
    {
        var prefix = Edge(text, symbols, fromEnd: false);
        var suffix = Edge(text, symbols, fromEnd: true);
        var activeEnd = Math.Max(text.Length - suffix.Length, 0);
        var active = prefix.Length <= activeEnd ? text[prefix.Length..activeEnd] : text[activeEnd..prefix.Length];
        var exponentAt = Find(text, symbols.ExponentSeparator, prefix.Length);
        var hasExponent = exponentAt >= 0 && exponentAt <= text.Length - suffix.Length;

        // As in the reference the place is counted from the sub-picture's start, which a prefix shifts.
        var mantissa = hasExponent ? active[..Math.Min(exponentAt, active.Length)] : active;
        var exponent = hasExponent ? active[Math.Min(exponentAt + 1, active.Length)..] : null;
        var point = Find(mantissa, symbols.DecimalSeparator, 0);
        return new SubPicture(
            text, prefix, suffix, active, mantissa, exponent,
            point < 0 ? mantissa : mantissa[..point],
            point < 0 ? suffix : mantissa[(point + 1)..]);
    }

    /// <summary>Refuses what a sub-picture must not hold; of several faults the last rule's is told, as in the reference.</summary>
    public void Check(NumberSymbols symbols)
    {
        var point = Find(Text, symbols.DecimalSeparator, 0);
        var (percent, perMille) = (Contains(symbols.Percent), Contains(symbols.PerMille));
        string? fault = null;
        Fault("D3081", Repeats(symbols.DecimalSeparator));
        Fault("D3082", Repeats(symbols.Percent));
        Fault("D3083", Repeats(symbols.PerMille));
        Fault("D3084", percent && perMille);
        Fault("D3085", !Mantissa.Any(symbols.IsDigit));
        Fault("D3086", !Active.All(symbols.IsActive));
        Fault("D3087", point >= 0 && (IsGrouping(point - 1) || IsGrouping(point + 1)));
        Fault("D3088", point < 0 && Integer.Length > 0 && NumberSymbols.Is(symbols.GroupingSeparator, Integer[^1]));
        Fault("D3089", Contains(symbols.GroupingSeparator + symbols.GroupingSeparator));
        Fault("D3090", Find(Integer, symbols.Digit, 0) is var first && first >= 0 && Integer[..first].Any(symbols.IsDecimalDigit));
        Fault("D3091", Fraction.LastIndexOf(symbols.Digit, StringComparison.Ordinal) is var last && last >= 0 && Fraction[last..].Any(symbols.IsDecimalDigit));
        Fault("D3092", Exponent is { Length: > 0 } && (percent || perMille));
        Fault("D3093", Exponent is not null && (Exponent.Length == 0 || !Exponent.All(symbols.IsDecimalDigit)));
        if (fault is not null)
        {
            throw Faults.Of(fault);
        }

        void Fault(string code, bool holds) => fault = holds ? code : fault;

        bool IsGrouping(int at) => at >= 0 && at < Text.Length && NumberSymbols.Is(symbols.GroupingSeparator, Text[at]);
    }

    public bool Contains(string symbol) => Text.Contains(symbol, StringComparison.Ordinal);

    private bool Repeats(string symbol) => Text.IndexOf(symbol, StringComparison.Ordinal) != Text.LastIndexOf(symbol, StringComparison.Ordinal);

    private static int Find(string text, string symbol, int from) => from > text.Length ? -1 : text.IndexOf(symbol, from, StringComparison.Ordinal);

    /// <summary>What stands before the first, or after the last, active character.</summary>
    private static string Edge(string text, NumberSymbols symbols, bool fromEnd)
    {
        for (var count = 0; count < text.Length; count++)
        {
            var at = fromEnd ? text.Length - 1 - count : count;
            if (symbols.IsActive(text[at]) && !NumberSymbols.Is(symbols.ExponentSeparator, text[at]))
            {
                return fromEnd ? text[(at + 1)..] : text[..at];
            }
        }

        return "";
    }
}
