using System.Globalization;
using System.Text;
using Plutora.Integration.Jsonata.Syntax;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>
/// Writes a JavaScript pattern as a .NET one: ASCII digits and word characters, JavaScript's line ends and spaces, groups numbered in their order, and
/// literal what JavaScript takes literally. What JavaScript refuses is refused.
/// </summary>
internal sealed class PatternTranslator(RegexLiteral literal)
{
    private const string Word = "A-Za-z0-9_";
    private const string Space = @"\t\n\v\f\r \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";
    private const string NotSpace = @"\0-\x08\x0E-\x1F!-\x9F\u00A1-\u167F\u1681-\u1FFF\u200B-\u2027\u202A-\u202E\u2030-\u205E\u2060-\u2FFF\u3001-\uFEFE\uFF00-\uFFFF";
    private const string LineEnds = @"\n\r\u2028\u2029";

    private readonly string _pattern = literal.Pattern;
    private readonly StringBuilder _result = new();
    private readonly List<string> _names = [];
    private int _at;
    private int _groups;

    public string Translate()
    {
        CountGroups();
        while (_at < _pattern.Length)
        {
            Next();
        }

        return _result.ToString();
    }

    private void Next()
    {
        var character = _pattern[_at++];
        _ = character switch
        {
            '.' => _result.Append("[^").Append(LineEnds).Append(']'),
            '^' => _result.Append(IsMultiline ? $"(?<![^{LineEnds}])" : @"\A"),
            '$' => _result.Append(IsMultiline ? $"(?![^{LineEnds}])" : @"\z"),
            '[' => Class(),
            '(' => Group(),
            '\\' => Escape(inClass: false),
            '#' or ' ' => _result.Append('\\').Append(character),
            _ => _result.Append(character),
        };
    }

    private bool IsMultiline => literal.Flags.Contains('m', StringComparison.Ordinal);

    /// <summary>Counts the groups that capture, and notes their names, before anything refers to them.</summary>
    private void CountGroups()
    {
        var inClass = false;
        for (var at = 0; at < _pattern.Length; at++)
        {
            switch (_pattern[at])
            {
                case '\\':
                    at++;
                    break;
                case '[' or ']':
                    inClass = _pattern[at] == '[';
                    break;
                case '(' when !inClass:
                    var named = IsNamed(at + 1);
                    if (named || at + 1 >= _pattern.Length || _pattern[at + 1] != '?')
                    {
                        _groups++;
                        _names.Add(named ? _pattern[(at + 3)..Math.Max(at + 3, _pattern.IndexOf('>', at))] : "");
                    }

                    break;
            }
        }
    }

    private bool IsNamed(int at) => Starts(at, "?<") && at + 2 < _pattern.Length && _pattern[at + 2] is not ('=' or '!');

    private bool Starts(int at, string text) => string.CompareOrdinal(_pattern, at, text, 0, text.Length) == 0;

    private StringBuilder Group()
    {
        _result.Append('(');
        if (!Starts(_at, "?"))
        {
            return _result;
        }

        if (IsNamed(_at))
        {
            // .NET would number named groups after the others.
            var end = _pattern.IndexOf('>', _at);
            _at = end < 0 ? throw new FormatException(_pattern) : end + 1;
            return _result;
        }

        foreach (var kind in (string[])["?:", "?=", "?!", "?<=", "?<!"])
        {
            if (Starts(_at, kind))
            {
                _at += kind.Length;
                return _result.Append(kind);
            }
        }

        throw new FormatException(_pattern);
    }

    private StringBuilder Class()
    {
        var negated = Starts(_at, "^");
        _at += negated ? 1 : 0;
        if (Starts(_at, "]"))
        {
            _at++;
            return _result.Append(negated ? @"[\0-\uFFFF]" : "(?!)");
        }

        _result.Append(negated ? "[^" : "[");
        while (_at < _pattern.Length && _pattern[_at] != ']')
        {
            var character = _pattern[_at++];
            if (character == '\\')
            {
                Escape(inClass: true);
            }
            else
            {
                // A bracket after a dash would begin what .NET subtracts.
                _result.Append(character == '[' ? "\\[" : character.ToString());
            }
        }

        if (_at >= _pattern.Length)
        {
            throw new FormatException(_pattern);
        }

        _at++;
        return _result.Append(']');
    }

    private StringBuilder Escape(bool inClass)
    {
        var character = _at < _pattern.Length ? _pattern[_at++] : throw new FormatException(_pattern);
        switch (character)
        {
            case 'd':
                return _result.Append(inClass ? "0-9" : "[0-9]");
            case 'D':
                return _result.Append(inClass ? @"\0-/:-\uFFFF" : "[^0-9]");
            case 'w':
                return _result.Append(inClass ? Word : $"[{Word}]");
            case 'W':
                return _result.Append(inClass ? @"\0-/:-@\[-^`{-\uFFFF" : $"[^{Word}]");
            case 's':
                return _result.Append(inClass ? Space : $"[{Space}]");
            case 'S':
                return _result.Append(inClass ? NotSpace : $"[^{Space}]");
            case 'b' when !inClass:
                return _result.Append($"(?:(?<=[{Word}])(?![{Word}])|(?<![{Word}])(?=[{Word}]))");
            case 'B' when !inClass:
                return _result.Append($"(?:(?<=[{Word}])(?=[{Word}])|(?<![{Word}])(?![{Word}]))");
            case 'k' when !inClass && _names.Exists(name => name.Length > 0) && Starts(_at, "<"):
                return NamedReference();
            case >= '1' and <= '9' when !inClass:
                return Reference();
            case 'c' when _at < _pattern.Length && char.IsAsciiLetter(_pattern[_at]):
                return Unit(_pattern[_at++] % 32);
            case 'x' when HexAt(2) is { } unit:
                return Unit(unit);
            case 'u' when HexAt(4) is { } unit:
                return Unit(unit);
            case >= '0' and <= '7':
                return Octal(character);
            case 't' or 'n' or 'v' or 'f' or 'r' or 'b':
                return _result.Append('\\').Append(character);
            default:
                return Unit(character);
        }
    }

    private StringBuilder Unit(int unit) => _result.Append(CultureInfo.InvariantCulture, $"\\u{unit:X4}");

    private int? HexAt(int length)
    {
        if (_at + length > _pattern.Length || !int.TryParse(_pattern.AsSpan(_at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            return null;
        }

        _at += length;
        return unit;
    }

    private StringBuilder NamedReference()
    {
        var end = _pattern.IndexOf('>', _at);
        var number = end < 0 ? 0 : _names.IndexOf(_pattern[(_at + 1)..end]) + 1;
        _at = number > 0 ? end + 1 : throw new FormatException(_pattern);
        return Reference(number);
    }

    private StringBuilder Reference()
    {
        var start = --_at;
        while (_at < _pattern.Length && char.IsAsciiDigit(_pattern[_at]))
        {
            _at++;
        }

        var number = int.TryParse(_pattern.AsSpan(start, _at - start), CultureInfo.InvariantCulture, out var parsed) ? parsed : int.MaxValue;
        if (number <= _groups)
        {
            return Reference(number);
        }

        // There is no such group: the digits are a character's octal number, or themselves.
        _at = start + 1;
        return _pattern[start] is '8' or '9' ? _result.Append(_pattern[start]) : Octal(_pattern[start]);
    }

    /// <summary>A reference to a group that took no part matches nothing of length, where .NET's would fail.</summary>
    private StringBuilder Reference(int number) => _result.Append(CultureInfo.InvariantCulture, $"(?({number})\\{number}|)");

    private StringBuilder Octal(char first)
    {
        var value = first - '0';
        while (_at < _pattern.Length && _pattern[_at] is >= '0' and <= '7' && (value * 8) + _pattern[_at] - '0' <= 255)
        {
            value = (value * 8) + _pattern[_at++] - '0';
        }

        return Unit(value);
    }
}
