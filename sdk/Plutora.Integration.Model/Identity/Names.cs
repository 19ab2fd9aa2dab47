using System.Diagnostics.CodeAnalysis;

namespace Plutora.Integration.Model.Identity;

/// <summary>The rule for names that never change: instance ids, stream ids and entity names.</summary>
public static class Names
{
    /// <summary>The longest such name, in characters.</summary>
    public const int MaxLength = 40;

    /// <summary>The rule as a regular expression.</summary>
    public const string Pattern = "^[a-z][a-z0-9-]{0,39}$";

    /// <summary>The instance that links stated by the hub's own rules belong to.</summary>
    public const string LinksInstance = "links";

    /// <summary>Whether the text is a lower-case letter followed by up to 39 lower-case letters, digits and hyphens.</summary>
    public static bool IsValidId([NotNullWhen(true)] string? text) => text is not null && IsValidId(text.AsSpan());

    /// <inheritdoc cref="IsValidId(string?)"/>
    public static bool IsValidId(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxLength || !char.IsAsciiLetterLower(text[0])) return false;
        foreach (char c in text[1..])
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return false;
        return true;
    }
}
