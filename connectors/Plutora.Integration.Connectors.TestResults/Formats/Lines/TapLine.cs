using System.Text.RegularExpressions;

namespace Plutora.Integration.Connectors.TestResults.Formats.Lines;

/// <summary>What one line of TAP is.</summary>
internal enum TapKind
{
    Other,
    Version,
    Plan,
    Point,
    BailOut,
    Comment,
    Subtest,
    Yaml,
}

/// <summary>One line of TAP, taken apart.</summary>
internal sealed partial record TapLine(TapKind Kind, int Level)
{
    public bool Ok { get; private init; }

    public int? Number { get; private init; }

    /// <summary>Description, reason, or text of the comment.</summary>
    public string Text { get; private init; } = "";

    /// <summary>SKIP or TODO, upper-case; null without a directive.</summary>
    public string? Directive { get; private init; }

    public string? Reason { get; private init; }

    /// <summary>Whether a block of lines in braces follows.</summary>
    public bool OpensBlock { get; private init; }

    public static TapLine Of(string line)
    {
        var indent = 0;
        while (indent < line.Length && line[indent] is ' ' or '\t')
        {
            indent++;
        }

        var level = line.AsSpan(0, indent).Contains('\t') ? line.AsSpan(0, indent).Count('\t') : indent / 4;
        var text = line[indent..].TrimEnd();
        if (Point().Match(text) is { Success: true } point)
        {
            return PointOf(point, level);
        }

        return text switch
        {
            "---" => new(TapKind.Yaml, level),
            "}" => new(TapKind.Other, level),
            _ when text.StartsWith("# Subtest", StringComparison.OrdinalIgnoreCase) => new(TapKind.Subtest, level) { Text = text[9..].TrimStart(':', ' ') },
            _ when text.StartsWith('#') => new(TapKind.Comment, level) { Text = text[1..].Trim() },
            _ when text.StartsWith("TAP version ", StringComparison.OrdinalIgnoreCase) => new(TapKind.Version, level) { Text = text[12..] },
            _ when text.StartsWith("Bail out!", StringComparison.OrdinalIgnoreCase) => new(TapKind.BailOut, level) { Text = text[9..].Trim() },
            _ when Plan().Match(text) is { Success: true } plan => new(TapKind.Plan, level)
            {
                Number = int.TryParse(plan.Groups[1].Value, out var count) ? count : null,
                Directive = plan.Groups[2].Success ? "SKIP" : null,
                Reason = plan.Groups[2].Value.Trim(),
            },
            _ => new(TapKind.Other, level),
        };
    }

    private static TapLine PointOf(Match point, int level)
    {
        var description = point.Groups[3].Value.Trim();
        var opens = description.EndsWith('{');
        description = opens ? description[..^1].TrimEnd() : description;
        string? directive = null, reason = null;
        if (DirectiveAt().Match(description) is { Success: true } found)
        {
            directive = found.Groups[1].Value.ToUpperInvariant();
            reason = found.Groups[2].Value.Trim();
            description = description[..found.Index].TrimEnd();
        }

        if (description.StartsWith('-'))
        {
            description = description[1..].TrimStart();
        }

        return new(TapKind.Point, level)
        {
            Ok = !point.Groups[1].Success,
            Number = int.TryParse(point.Groups[2].Value, out var number) ? number : null,
            Text = description.Replace("\\#", "#", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal),
            Directive = directive is not null && directive.StartsWith("SKIP", StringComparison.Ordinal) ? "SKIP" : directive,
            Reason = reason,
            OpensBlock = opens,
        };
    }

    [GeneratedRegex(@"^(not )?ok\b(?:\s+(\d+))?(.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Point();

    [GeneratedRegex(@"^1\.\.(\d+)\s*(?:#\s*(?:SKIP\w*:?\s*)?(.*))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Plan();

    [GeneratedRegex(@"(?<!\\)#\s*(SKIP\w*|TODO)\b:?(.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex DirectiveAt();
}
