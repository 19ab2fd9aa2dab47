using System.Globalization;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Lines;

/// <summary>The suites of a TAP file that are open, by their level, and the test point whose diagnostics may still come.</summary>
internal sealed partial class TapReading
{
    private const int MaxLevel = 32;
    private readonly Report _report;
    private readonly List<TapSuite> _levels = [];
    private readonly string?[] _names = new string?[MaxLevel + 1];
    private CutText? _yaml;
    private TapSuite? _yamlOwner;

    public TapReading(Report report)
    {
        _report = report;
        var name = report.Context.Suite ?? Path.GetFileNameWithoutExtension(report.File.Name);
        _levels.Add(new(report.Open(new() { Name = name.Length > 0 ? name : "TAP", Kind = "tap" }), report));
    }

    public IEnumerable<SourceRecord> Take(string line, int number)
    {
        if (_yaml is not null)
        {
            if (line.Trim() != "...")
            {
                _yaml.Append(line).Append("\n");
                return [];
            }

            _yamlOwner!.Diagnose(_yaml);
            _yaml = null;
            return [];
        }

        var tap = TapLine.Of(line);
        switch (tap.Kind)
        {
            case TapKind.Point when tap.Level < MaxLevel:
                return Point(tap);
            case TapKind.Plan when tap.Level < MaxLevel:
                return Plan(tap);
            case TapKind.Yaml:
                _yaml = new(_report.Settings.TextLimit);
                _yamlOwner = _levels.Last(l => l.HasPoint || l == _levels[0]);
                return [];
            case TapKind.Subtest when tap.Level < MaxLevel:
                _names[tap.Level] = tap.Text;
                return [];
            case TapKind.Comment:
                _levels[^1].Comment(tap.Text);
                return [];
            case TapKind.BailOut:
                _levels[0].Header.Problem = new("Bail out!", tap.Text.Length > 0 ? tap.Text : $"Bail out at line {number}.");
                _levels[0].Header.Verdict = Verdict.Cancelled;
                return [];
            default:
                return [];
        }
    }

    public IReadOnlyList<SourceRecord> End()
    {
        if (_yaml is not null)
        {
            _yamlOwner!.Diagnose(_yaml);
        }

        List<SourceRecord> records = [.. CloseTo(0, null), .. _levels[0].Flush()];
        records.Add(_levels[0].Close());
        return records;
    }

    private List<SourceRecord> Plan(TapLine tap)
    {
        var records = OpenTo(tap.Level).ToList();
        _levels[tap.Level].Plan(tap);
        return records;
    }

    private List<SourceRecord> Point(TapLine tap)
    {
        List<SourceRecord> records = [];
        // A point that closes a subtest says how that ended, and is no test of its own, unless there was none in it.
        if (_levels.Count > tap.Level + 1)
        {
            var told = _levels[tap.Level + 1].IsTold;
            records.AddRange(CloseTo(tap.Level, tap));
            if (told)
            {
                _levels[tap.Level].CountSummary();
                return records;
            }
        }

        records.AddRange(OpenTo(tap.Level));
        records.AddRange(_levels[tap.Level].Flush());
        _levels[tap.Level].Begin(tap);
        return records;
    }

    private IEnumerable<SourceRecord> OpenTo(int level)
    {
        while (_levels.Count <= level)
        {
            var parent = _levels[^1];
            foreach (var record in parent.Flush())
            {
                yield return record;
            }

            var name = Name(_levels.Count);
            var header = new SuiteHeader { Name = name, Identity = $"{parent.Header.Identity ?? parent.Header.Name} > {name}", Kind = "subtest" };
            _levels.Add(new(_report.Open(header, parent.Suite), _report));
        }
    }

    // The comment that names a subtest stands at the indent of its parent, or, by older writers, at its own.
    private string Name(int level)
    {
        var at = _names[level - 1] is null ? level : level - 1;
        var name = _names[at];
        _names[at] = null;
        return name is { Length: > 0 } ? name : "subtest";
    }

    private IEnumerable<SourceRecord> CloseTo(int level, TapLine? summary)
    {
        while (_levels.Count > level + 1)
        {
            var last = _levels[^1];
            _levels.RemoveAt(_levels.Count - 1);
            foreach (var record in last.Flush())
            {
                yield return record;
            }

            if (_levels.Count == level + 1 && summary is not null)
            {
                last.Sum(summary);
            }

            if (last.IsTold)
            {
                yield return last.Close();
            }
            else
            {
                last.Drop();
            }
        }
    }

    [GeneratedRegex(@"time\s*=\s*([0-9.]+)\s*(ms|s)\b")]
    internal static partial Regex Time();

    internal static double? Duration(string text) =>
        Time().Match(text) is { Success: true } match && double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? ReportTimes.Sound(match.Groups[2].Value == "s" ? value * 1_000 : value)
            : null;
}
