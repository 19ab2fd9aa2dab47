using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Plutora.Integration.Jsonata.Tests.Differential;

/// <summary>
/// Changed cases of the official suite give what the reference gives, errors with the place that the reference names. 1,500 run always; <c>JSONATA_MUTATIONS=20000</c> says how many, <c>JSONATA_SEED</c> which.
/// </summary>
public sealed partial class MutationTests(ITestOutputHelper output)
{
    private const int Few = 1_500, MostShown = 60;

    [Fact]
    public void Changed_cases_of_the_suite_give_the_references_results_and_errors()
    {
        Assert.SkipWhen(OfficialSuite.Cases.Count == 0, "../shared/jsonata-suite is not here");
        using var reference = Reference.TryStart(out var reason);
        Assert.SkipWhen(reference is null, reason);
        var count = int.TryParse(Environment.GetEnvironmentVariable("JSONATA_MUTATIONS"), out var asked) ? asked : Few;
        var (defined, errors, differences) = (0, 0, new List<string>());
        foreach (var official in Seeded.Of(SuiteMutations.Any, count))
        {
            var input = official.Dataset is { } name ? JsonSerializer.Serialize(JsonElement.Parse(OfficialSuite.Dataset(name))) : official.Data.ValueKind == JsonValueKind.Undefined ? "" : official.Data.GetRawText();
            var bindings = official.Bindings.ValueKind == JsonValueKind.Object ? official.Bindings.GetRawText() : "";
            var expected = reference!.Evaluate(official.Expr, input, bindings);
            var given = Given(official, input);
            defined += expected["r"].IsUndefined ? 0 : 1;
            errors += expected["c"].IsUndefined ? 0 : 1;
            var code = Coded(expected["c"].AsString());
            if ((given.Error?.Code == code ? Misplaced(official.Expr, expected, given.Error) : Difference.Of(official.Expr, input, expected, code, given.Result, given.Error)) is { } difference)
            {
                differences.Add($"{official.Expr}\n    over {official.Dataset ?? input} {bindings}\n    {difference}");
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} programs, {100.0 * defined / count:0.0} % defined, {100.0 * errors / count:0.0} % errors, {differences.Count} differences"));
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.OrderBy(line => line.Length).Take(MostShown))}");
    }

    private static (JsonataValue? Result, JsonataException? Error) Given(OfficialCase official, string input)
    {
        try
        {
            var expression = JsonataExpression.Compile(official.Expr);
            var (bindings, cancellation) = (official.ToBindings(), TestContext.Current.CancellationToken);
            return (input.Length == 0 ? expression.Evaluate(JsonataInput.Undefined, bindings, cancellation) : expression.Evaluate(Encoding.UTF8.GetBytes(input), bindings, cancellation), null);
        }
        catch (JsonataException error)
        {
            return (null, error);
        }
        catch (Exception escaped) when (escaped is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{official.Expr}\n    over {official.Dataset ?? input}\n    let {escaped.GetType().Name} escape", escaped);
        }
    }

    // Where the reference tells no place, one may be told.
    private static string? Misplaced(string program, JsonataValue expected, JsonataException error)
    {
        var (position, token) = ((int)expected["p"].AsDouble(), expected["t"].AsString());
        return !PassesFunctions().IsMatch(program) && ((position > 0 && error.Position != position) || !SameToken(token, error.Token ?? ""))
            ? $"error {error.Code} at {position} '{token}' ({expected["m"]}) expected, at {error.Position} '{error.Token}' ({error.Message}) given" : null;
    }

    // The suite's own harness, which the engine follows, counts turns and time itself and has a code of its own for both.
    private static string Coded(string code) => code is "D1011" or "D1012" ? "U1001" : code;

    // The reference notes within a function by which name and where it was called last, be it by another program: what is passed on tells of that.
    [GeneratedRegex(@"\bfunction\b|λ|~>|@|\$[A-Za-z][A-Za-z0-9_]*(?![A-Za-z0-9_]|\s*\()", RegexOptions.CultureInvariant)]
    private static partial Regex PassesFunctions();

    // Where the reference names none, or a sign, another may be named; numbers keep their digits here.
    private static bool SameToken(string expected, string given) =>
        !expected.Any(char.IsLetterOrDigit) || expected == given || (double.TryParse(expected, CultureInfo.InvariantCulture, out var left) && double.TryParse(given, CultureInfo.InvariantCulture, out var right) && left.Equals(right));
}
