using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>Numbers as English words.</summary>
internal static partial class NumberWords
{
    private static readonly string[] Few =
    [
        "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen",
        "Seventeen", "Eighteen", "Nineteen",
    ];

    private static readonly string[] Ordinals =
    [
        "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth", "Thirteenth", "Fourteenth",
        "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth",
    ];

    private static readonly string[] Decades = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety", "Hundred"];

    private static readonly string[] Magnitudes = ["Thousand", "Million", "Billion", "Trillion"];

    /// <summary>The words in the reference's order, in which its pattern tries them.</summary>
    private static readonly List<KeyValuePair<string, double>> Ordered = [.. Known()];

    private static readonly FrozenDictionary<string, double> Values = Ordered.ToFrozenDictionary();

    /// <summary>A pattern of any of the words.</summary>
    public static string Pattern { get; } = "(?:" + string.Join('|', Ordered.Select(word => word.Key)) + @"|and|[\-, ])+";

    public static string Write(double value, bool ordinal) => double.IsFinite(value) ? Write(value, followed: false, ordinal) : throw Faults.Of("U1002");

    public static double Read(string text)
    {
        var segments = new Stack<double>([0.0]);
        foreach (var word in Breaks().Split(text))
        {
            var value = Values.GetValueOrDefault(word, double.NaN);
            var top = segments.Pop();
            if (value < 100)
            {
                if (top >= 1000)
                {
                    segments.Push(top);
                    top = 0;
                }

                segments.Push(top + value);
            }
            else
            {
                segments.Push(top * value);
            }
        }

        return segments.Reverse().Sum();
    }

    private static string Write(double number, bool followed, bool ordinal)
    {
        switch (number)
        {
            case <= 19:
                return (followed ? " and " : "") + (ordinal ? Ordinals : Few)[(int)number];
            case < 100:
                var (tens, ones) = ((int)Math.Floor(number / 10), number % 10);
                var decade = (followed ? " and " : "") + Decades[tens - 2];
                return ones > 0 ? $"{decade}-{Write(ones, false, ordinal)}" : ordinal ? decade[..^1] + "ieth" : decade;
            case < 1000:
                var hundreds = (followed ? ", " : "") + Few[(int)Math.Floor(number / 100)] + " Hundred";
                return hundreds + Rest(number % 100, ordinal);
            default:
                var magnitude = Math.Min((int)Math.Floor(Math.Log10(number) / 3), Magnitudes.Length);
                var factor = Math.Pow(10, magnitude * 3);
                var mantissa = Math.Floor(number / factor);
                return (followed ? ", " : "") + Write(mantissa, false, false) + " " + Magnitudes[magnitude - 1] + Rest(number - (mantissa * factor), ordinal);
        }
    }

    private static string Rest(double remainder, bool ordinal) => remainder > 0 ? Write(remainder, followed: true, ordinal) : ordinal ? "th" : "";

    private static OrderedDictionary<string, double> Known()
    {
        var words = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        Add(Few, index => index);
        Add(Ordinals, index => index);
        for (var index = 0; index < Decades.Length; index++)
        {
            var word = LetterCase.ToLower(Decades[index]);
            words[word] = (index + 2) * 10;
            words[word[..^1] + "ieth"] = words[word];
        }

        words["hundredth"] = 100;
        for (var index = 0; index < Magnitudes.Length; index++)
        {
            var word = LetterCase.ToLower(Magnitudes[index]);
            words[word] = Math.Pow(10, (index + 1) * 3);
            words[word + "th"] = words[word];
        }

        return words;

        void Add(string[] names, Func<int, double> value)
        {
            for (var index = 0; index < names.Length; index++)
            {
                words[LetterCase.ToLower(names[index])] = value(index);
            }
        }
    }

    [GeneratedRegex(@",\s|\sand\s|[\s\\-]", RegexOptions.CultureInvariant)]
    private static partial Regex Breaks();
}
