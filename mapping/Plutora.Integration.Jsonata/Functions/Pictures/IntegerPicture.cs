namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>What an integer is written as.</summary>
internal enum IntegerForm
{
    Decimal,
    Letters,
    Roman,
    Words,
    Sequence,
}

/// <summary>A case of letters.</summary>
internal enum PictureCase
{
    Lower,
    Upper,
    Title,
}

/// <summary>A separator of digits, so many digits from the right.</summary>
internal sealed record Separator(int Position, string Character);

/// <summary>An integer's picture, such as <c>#,##0</c>, <c>Ww;o</c> or <c>I</c>.</summary>
internal sealed partial record IntegerPicture
{
    private static readonly int[] Zeros =
    [
        0x30, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090,
        0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    ];

    public IntegerForm Form { get; init; }

    public PictureCase Case { get; init; }

    public bool Ordinal { get; init; }

    public int Zero { get; init; } = '0';

    public int MandatoryDigits { get; init; }

    public int OptionalDigits { get; init; }

    /// <summary>Separators from right to left; where they are regular, one that repeats.</summary>
    public IReadOnlyList<Separator> Separators { get; init; } = [];

    public bool IsRegular { get; init; }

    /// <summary>The first part of the picture as written.</summary>
    public string Token { get; init; } = "";

    public static IntegerPicture Parse(string picture)
    {
        var semicolon = picture.LastIndexOf(';');
        var primary = semicolon < 0 ? picture : picture[..semicolon];
        var ordinal = semicolon >= 0 && picture.AsSpan(semicolon + 1) is ['o', ..];
        var format = primary switch
        {
            "A" => new IntegerPicture { Form = IntegerForm.Letters, Case = PictureCase.Upper },
            "a" => new IntegerPicture { Form = IntegerForm.Letters },
            "I" => new IntegerPicture { Form = IntegerForm.Roman, Case = PictureCase.Upper },
            "i" => new IntegerPicture { Form = IntegerForm.Roman },
            "W" => new IntegerPicture { Form = IntegerForm.Words, Case = PictureCase.Upper },
            "Ww" => new IntegerPicture { Form = IntegerForm.Words, Case = PictureCase.Title },
            "w" => new IntegerPicture { Form = IntegerForm.Words },
            _ => Digits(primary),
        };
        return format with { Ordinal = ordinal, Token = primary };
    }

    private static IntegerPicture Digits(string picture)
    {
        var (zero, mandatory, optional) = ((int?)null, 0, 0);
        var separators = new List<Separator>();
        foreach (var rune in Runes(picture).Reverse())
        {
            if (Array.Find(Zeros, start => rune >= start && rune <= start + 9) is var start && start != 0)
            {
                mandatory++;
                zero = zero is null || zero == start ? start : throw Faults.Of("D3131");
            }
            else if (rune == '#')
            {
                optional++;
            }
            else
            {
                separators.Add(new Separator(mandatory + optional, rune is >= 0xD800 and < 0xE000 ? ((char)rune).ToString() : char.ConvertFromUtf32(rune)));
            }
        }

        if (mandatory == 0)
        {
            return new IntegerPicture { Form = IntegerForm.Sequence };
        }

        var distance = separators.TrueForAll(separator => separator.Character == separators[0].Character)
            ? Grouping.Regular([.. separators.Select(separator => separator.Position)])
            : 0;
        return new IntegerPicture
        {
            Zero = zero!.Value,
            MandatoryDigits = mandatory,
            OptionalDigits = optional,
            IsRegular = distance > 0,
            Separators = distance > 0 ? [new Separator(distance, separators[0].Character)] : separators,
        };
    }

    private static IEnumerable<int> Runes(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]))
            {
                yield return char.ConvertToUtf32(text[index], text[++index]);
            }
            else
            {
                yield return text[index];
            }
        }
    }
}
