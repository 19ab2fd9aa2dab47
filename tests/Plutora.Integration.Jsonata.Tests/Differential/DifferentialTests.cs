using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace Plutora.Integration.Jsonata.Tests.Differential;

/// <summary>
/// Generated programs give what the reference gives. A few thousand run always; <c>JSONATA_PROGRAMS=100000</c> says how many, <c>JSONATA_SEED</c> which.
/// </summary>
public sealed partial class DifferentialTests(ITestOutputHelper output)
{
    private const int Few = 3_000, Enough = 100_000, LeastOccurrences = 500, MostShown = 40;

    [Fact]
    public void Generated_programs_give_the_references_results_and_errors()
    {
        using var reference = Reference.TryStart(out var reason);
        Assert.SkipWhen(reference is null, reason);
        var count = int.TryParse(Environment.GetEnvironmentVariable("JSONATA_PROGRAMS"), out var asked) ? asked : Few;
        var tally = new Tally();
        foreach (var (program, input) in Seeded.Of(Gen.Select(Programs.Any, Inputs.Record), count))
        {
            tally.Add(program, Compare(reference!, program.Text, input, tally));
        }

        output.WriteLine(tally.ToString());
        Assert.True(tally.Differences.Count == 0, $"{tally.Differences.Count} differences:\n{string.Join('\n', tally.Differences.OrderBy(line => line.Length).Take(MostShown))}");
        Assert.True(tally.Defined >= 0.6 * tally.Programs, $"Only {tally.Defined} of {tally.Programs} programs give a defined result.");
        if (count >= Enough)
        {
            Assert.True(tally.Rare(LeastOccurrences) is { Count: 0 } rare, string.Join(", ", tally.Rare(LeastOccurrences)));
        }
    }

    private static bool Compare(Reference reference, string program, string input, Tally tally)
    {
        if (Environment.GetEnvironmentVariable("JSONATA_TRACE") is { } trace)
        {
            File.WriteAllText(trace, $"{program}\n{input}");
        }

        var expected = reference.Evaluate(program, input);
        if (expected.IsUndefined)
        {
            tally.Deaths.Add(program);
        }

        JsonataValue? result = null;
        JsonataException? error = null;
        try
        {
            result = JsonataExpression.Compile(program).Evaluate(Encoding.UTF8.GetBytes(input), null, TestContext.Current.CancellationToken);
        }
        catch (JsonataException told)
        {
            error = told;
        }

        if (Difference.Of(program, input, expected, expected["c"].AsString(), result, error) is { } difference)
        {
            tally.Differences.Add($"{program}\n    over {input}\n    {difference}");
        }

        return result is { IsUndefined: false };
    }

    /// <summary>What was generated, and what came of it.</summary>
    private sealed partial class Tally
    {
        private readonly Dictionary<string, int> _occurrences = [];

        public int Programs { get; private set; }

        public int Defined { get; private set; }

        public List<string> Differences { get; } = [];

        /// <summary>Programs that end the reference's process.</summary>
        public List<string> Deaths { get; } = [];

        public void Add(GeneratedProgram program, bool defined)
        {
            Programs++;
            Defined += defined ? 1 : 0;
            foreach (var name in Functions().Matches(program.Text).Select(match => match.Value).Concat(program.Operators).Distinct())
            {
                _occurrences[name] = _occurrences.GetValueOrDefault(name) + 1;
            }
        }

        /// <summary>Functions of the language and operators that occur in too few programs.</summary>
        public List<string> Rare(int least) =>
        [
            .. JsonataFunctions.Names.Select(name => "$" + name).Concat(Templates.All.SelectMany(template => template.Operators.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
                .Distinct().Where(name => _occurrences.GetValueOrDefault(name) < least).Select(name => $"{name}: {_occurrences.GetValueOrDefault(name)}"),
        ];

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Programs} programs, {100.0 * Defined / Programs:0.0} % defined, {Differences.Count} differences\n{Deaths.Count} programs end the reference's process{string.Concat(Deaths.Select(program => "\n    " + program))}\n{string.Join(", ", _occurrences.OrderBy(entry => entry.Value).Select(entry => $"{entry.Key} {entry.Value}"))}");

        [GeneratedRegex(@"\$[a-z][A-Za-z0-9]+", RegexOptions.CultureInvariant)]
        private static partial Regex Functions();
    }
}
