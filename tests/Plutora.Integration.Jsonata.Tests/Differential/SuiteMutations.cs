using System.Text.RegularExpressions;
using CsCheck;

namespace Plutora.Integration.Jsonata.Tests.Differential;

/// <summary>
/// The official cases with one or two of their tokens replaced by one of the same kind from another case, moved, left out or said twice: programs that people might write, many of them wrong.
/// </summary>
internal static partial class SuiteMutations
{
    private const char Space = ' ', Bracket = '(';
    private static readonly IReadOnlyList<OfficialCase> Cases = [.. OfficialSuite.Cases.Values.Where(IsQuick)];
    private static readonly Dictionary<char, string[]> Words = Cases.SelectMany(official => TokensOf(official.Expr)).GroupBy(KindOf).ToDictionary(kind => kind.Key, kind => kind.ToArray());

    /// <summary>Cases whose expression was changed.</summary>
    public static readonly Gen<OfficialCase> Any =
        from official in Gen.Int[0, Math.Max(0, Cases.Count - 1)]
        from changes in Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000]).List[1, 2]
        select Cases[official] with { Expr = Changed(Cases[official].Expr, changes) };

    private static string Changed(string expression, List<(int Way, int Place, int Word)> changes)
    {
        var tokens = TokensOf(expression).ToList();
        foreach (var (way, place, word) in changes.Where(_ => tokens.Count > 0))
        {
            var (at, next) = (place % tokens.Count, (place + 1) % tokens.Count);
            switch (way)
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 1:
                    tokens.Insert(at, tokens[at]);
                    break;
                case 2:
                    (tokens[at], tokens[next]) = (tokens[next], tokens[at]);
                    break;
                default:
                    // Brackets are seldom what is wrong, and then all of the rest is.
                    var found = Enumerable.Range(at, tokens.Count).Select(index => index % tokens.Count).Where(index => KindOf(tokens[index]) is not (Space or Bracket)).DefaultIfEmpty(-1).First();
                    if (found >= 0)
                    {
                        var words = Words[KindOf(tokens[found])];
                        tokens[found] = words[word % words.Length];
                    }

                    break;
            }
        }

        return string.Concat(tokens);
    }

    private static IEnumerable<string> TokensOf(string expression) => Tokens().Matches(expression).Select(match => match.Value);

    private static char KindOf(string token) => token[0] switch
    {
        _ when string.IsNullOrWhiteSpace(token) => Space,
        '(' or ')' or '[' or ']' or '{' or '}' or ',' or ';' or ':' => Bracket,
        '"' or '\'' => 's',
        '/' when token.Length > 1 => 'r',
        '$' => '$',
        >= '0' and <= '9' => 'n',
        '_' or '`' => 'a',
        var first => token is "and" or "or" or "in" ? 'o' : char.IsLetter(first) ? 'a' : 'o',
    };

    // What runs until a limit, or gives what is random, says nothing.
    private static bool IsQuick(OfficialCase official) =>
        official.TimeLimit is null && official.Depth is null && official.Expr.Length < 2_000 && !Fleeting().IsMatch(official.Expr) && !official.Expr.Any(char.IsSurrogate);

    [GeneratedRegex("""\s+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|/(?![*\s])(?:[^/\\\n]|\\.)+/[im]*|\$?[\p{L}_][\p{L}\p{N}_]*|\$\$?|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|:=|!=|<=|>=|~>|\*\*|\.\.|\?:|\?\?|.""", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\$(random|shuffle|now|millis)\b|1e\d|\d{6}", RegexOptions.CultureInvariant)]
    private static partial Regex Fleeting();
}
