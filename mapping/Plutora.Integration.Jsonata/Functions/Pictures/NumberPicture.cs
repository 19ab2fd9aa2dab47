using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>Formats numbers by XPath's pictures, such as <c>#,##0.00</c>.</summary>
internal sealed class NumberPicture
{
    private readonly SubPicture _parts;
    private readonly NumberSymbols _symbols;
    private readonly List<int> _integerGroups;
    private readonly List<int> _fractionGroups;
    private readonly int _regularGroup;
    private readonly int _scale;
    private readonly int _leastInteger;
    private readonly int _leastFraction;
    private readonly int _mostFraction;
    private readonly int _leastExponent;

    private NumberPicture(SubPicture parts, NumberSymbols symbols)
    {
        (_parts, _symbols) = (parts, symbols);
        _integerGroups = Groups(parts.Integer, toLeft: false);
        _fractionGroups = Groups(parts.Fraction, toLeft: true);
        _regularGroup = Grouping.Regular(_integerGroups);
        _leastInteger = _scale = parts.Integer.Count(symbols.IsDecimalDigit);
        _leastFraction = parts.Fraction.Count(symbols.IsDecimalDigit);
        _mostFraction = parts.Fraction.Count(symbols.IsDigit);
        if (_leastInteger == 0 && _mostFraction == 0)
        {
            (_leastInteger, _leastFraction, _mostFraction) = parts.Exponent is null ? (1, _leastFraction, 0) : (0, 1, 1);
        }

        if (parts.Exponent is not null && _leastInteger == 0 && parts.Integer.Contains(symbols.Digit, StringComparison.Ordinal))
        {
            _leastInteger = 1;
        }

        _leastFraction = _leastInteger == 0 && _leastFraction == 0 ? 1 : _leastFraction;
        _leastExponent = parts.Exponent?.Count(symbols.IsDecimalDigit) ?? 0;
    }

    public static string Format(double value, string picture, NumberSymbols symbols)
    {
        var subPictures = symbols.PatternSeparator.Length == 0 ? [picture] : picture.Split(symbols.PatternSeparator);
        if (subPictures.Length > 2)
        {
            throw Faults.Of("D3080");
        }

        var parts = subPictures.Select(text => SubPicture.Parse(text, symbols)).ToList();
        parts.ForEach(part => part.Check(symbols));
        var negative = !(value >= 0);
        var chosen = new NumberPicture(negative && parts.Count == 2 ? parts[1] : parts[0], symbols);
        return (negative && parts.Count == 1 ? symbols.MinusSign : "") + chosen.Format(value);
    }

    private string Format(double value)
    {
        value *= _parts.Contains(_symbols.Percent) ? 100 : _parts.Contains(_symbols.PerMille) ? 1000 : 1;
        var exponent = 0;
        if (_leastExponent > 0)
        {
            (value, exponent) = Scaled(value);
        }

        var text = Ungrouped(Digits(NumberFunctions.Round(value, _mostFraction), _mostFraction));
        text = Grouped(text);
        var point = text.IndexOf(_symbols.DecimalSeparator, StringComparison.Ordinal);
        if (!_parts.Contains(_symbols.DecimalSeparator) || point == text.Length - 1)
        {
            text = text[..^1];
        }

        if (_leastExponent > 0)
        {
            var digits = Digits(exponent, 0);
            text += _symbols.ExponentSeparator + (exponent < 0 ? _symbols.MinusSign : "") + Zeros(_leastExponent - digits.Length) + digits;
        }

        return _parts.Prefix + text + _parts.Suffix;
    }

    private (double Mantissa, int Exponent) Scaled(double value)
    {
        var exponent = 0;
        if (value != 0 && double.IsFinite(value))
        {
            for (; Math.Abs(value) < Math.Pow(10, _scale - 1); exponent--)
            {
                value *= 10;
            }

            for (; Math.Abs(value) > Math.Pow(10, _scale); exponent++)
            {
                value /= 10;
            }
        }

        return (value, exponent);
    }

    /// <summary>The digits with their point, neither more nor fewer zeros around them than the picture asks for.</summary>
    private string Ungrouped(string digits)
    {
        var text = digits.Contains('.', StringComparison.Ordinal) ? digits.Replace(".", _symbols.DecimalSeparator, StringComparison.Ordinal) : digits + _symbols.DecimalSeparator;
        text = _symbols.ZeroDigit.Length == 1 ? text.Trim(_symbols.ZeroDigit[0]) : text;
        var point = text.IndexOf(_symbols.DecimalSeparator, StringComparison.Ordinal);
        return Zeros(_leastInteger - point) + text + Zeros(_leastFraction - (text.Length - point - 1));
    }

    private string Grouped(string text)
    {
        var point = text.IndexOf(_symbols.DecimalSeparator, StringComparison.Ordinal);
        if (_regularGroup > 0)
        {
            var groups = (int)Math.Floor((point - 1) / (double)_regularGroup);
            for (var group = 1; group <= groups; group++)
            {
                text = text.Insert(point - (group * _regularGroup), _symbols.GroupingSeparator);
            }
        }
        else
        {
            foreach (var group in _integerGroups)
            {
                text = Insert(text, point - group);
                point++;
            }
        }

        point = text.IndexOf(_symbols.DecimalSeparator, StringComparison.Ordinal);
        foreach (var group in _fractionGroups)
        {
            text = Insert(text, group + point + 1);
        }

        return text;
    }

    /// <summary>Inserts a separator; a place before the start counts from the end, as JavaScript's slice has it.</summary>
    private string Insert(string text, int at) => text.Insert(at < 0 ? Math.Max(text.Length + at, 0) : Math.Min(at, text.Length), _symbols.GroupingSeparator);

    private string Digits(double value, int decimals)
    {
        var text = NumberText.Fixed(Math.Abs(value), decimals);
        return _symbols.ZeroDigit == "0" || _symbols.ZeroDigit.Length == 0 ? text
            : string.Concat(text.Select(digit => char.IsAsciiDigit(digit) ? (char)(digit - '0' + _symbols.ZeroDigit[0]) : digit));
    }

    private string Zeros(int count) => count > 0 ? string.Concat(Enumerable.Repeat(_symbols.ZeroDigit, count)) : "";

    /// <summary>How many digits stand beside each separator, counted from the decimal point.</summary>
    private List<int> Groups(string part, bool toLeft)
    {
        var groups = new List<int>();
        var at = Find(part, 0);
        while (at >= 0)
        {
            groups.Add((toLeft ? part[..Math.Min(at, part.Length)] : part[Math.Min(at, part.Length)..]).Count(_symbols.IsDigit));

            // The reference looks for the next one in the integer part in both cases.
            at = Find(_parts.Integer, at + 1);
        }

        return groups;
    }

    private int Find(string text, int from) =>
        from > text.Length || _symbols.GroupingSeparator.Length == 0 ? -1 : text.IndexOf(_symbols.GroupingSeparator, from, StringComparison.Ordinal);
}
