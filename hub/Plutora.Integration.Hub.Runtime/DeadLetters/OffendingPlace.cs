using System.Globalization;
using System.Text.RegularExpressions;
using Plutora.Integration.Hub.Runtime.Mappings;

namespace Plutora.Integration.Hub.Runtime.DeadLetters;

/// <summary>Says which members of a payload a dead letter's reason is about: those that the expression names which failed.</summary>
/// <param name="mappings">The mappings.</param>
public sealed partial class OffendingPlace(MappingRegistry mappings)
{
    /// <summary>Names of the members; empty where the reason is not about members.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (letter.Stream is null || Place().Match(letter.Reason) is not { Success: true } place
            || (await mappings.HistoryAsync(letter.Instance, letter.Stream, cancellationToken).ConfigureAwait(false)).FirstOrDefault(a => a.Number == letter.MappingVersion) is not { } activation
            || (place.Groups["file"].Value.EndsWith(".overlay.yaml", StringComparison.Ordinal) ? activation.Overlay : activation.Base) is not { } text)
        {
            return [];
        }

        var (line, column) = (Number(place, "line"), Number(place, "column"));
        return text.Split('\n').ElementAtOrDefault(line - 1) is { } written && column <= written.Length
            ? [.. NamesOf().Matches(written[(column - 1)..]).Select(m => m.Groups["quoted"].Value + m.Groups["name"].Value).Where(name => name is not ("" or "and" or "or" or "in" or "true" or "false" or "null")).Distinct(StringComparer.Ordinal)]
            : [];
    }

    private static int Number(Match match, string group) => Math.Max(1, int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@" at (?<file>[^ ]+\.yaml)\((?<line>\d{1,7}),(?<column>\d{1,7})\): ", RegexOptions.None, 1_000)]
    private static partial Regex Place();

    // Neither functions and variables ($…) nor texts, but what names a member of the record.
    [GeneratedRegex("`(?<quoted>[^`]+)`|\"[^\"]*\"|\\$\\w+|(?<name>[A-Za-z_]\\w*)(?=[^\\w(]|$)", RegexOptions.None, 1_000)]
    private static partial Regex NamesOf();
}
