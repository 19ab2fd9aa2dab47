using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Lines;

/// <summary>The packages of a Go run that are open at a time: events of packages that run beside each other are mixed.</summary>
internal sealed class GoPackages(Report report)
{
    private readonly Dictionary<string, GoPackage> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, int>> _attempts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CutText> _builds = new(StringComparer.Ordinal);

    public IEnumerable<SourceRecord> Take(JsonElement e)
    {
        var action = e.Text("Action");
        var time = ReportTimes.Instant(e.Text("Time"), report.Settings.Zone);
        if (action is "build-output" or "build-fail")
        {
            Build(e.Text("ImportPath") ?? "").Append(e.Text("Output"));
            yield break;
        }

        var name = e.Text("Package") ?? "command-line-arguments";
        if (!_open.TryGetValue(name, out var package))
        {
            if (!_attempts.TryGetValue(name, out var attempts))
            {
                _attempts[name] = attempts = new(StringComparer.Ordinal);
            }

            _open[name] = package = new(report, name, attempts);
        }

        package.See(time);
        if (e.Text("Test") is { } test)
        {
            if (package.Test(test, action, time, e.Text("Output"), e.Number("Elapsed"), e) is { } part)
            {
                yield return part;
            }
        }
        else if (action is "pass" or "fail" or "skip")
        {
            _open.Remove(name);
            var build = e.Text("FailedBuild") is { } failed ? Build(failed) : null;
            foreach (var record in package.End(action, time, e.Number("Elapsed"), build))
            {
                yield return record;
            }
        }
        else
        {
            package.Output(e.Text("Output"));
        }
    }

    /// <summary>A line that is no event: of a build that failed, it names the package.</summary>
    public void Plain(string line)
    {
        if (line.StartsWith("FAIL\t", StringComparison.Ordinal) && line.EndsWith("failed]", StringComparison.Ordinal))
        {
            var name = line.Split('\t')[1].Split(' ')[0];
            if (!_open.TryGetValue(name, out var package))
            {
                _open[name] = package = new(report, name, new(StringComparer.Ordinal));
            }

            package.Broken = line;
        }
    }

    /// <summary>Packages that the file does not end.</summary>
    public IEnumerable<SourceRecord> End() => _open.Values.ToList().SelectMany(p => p.End(null, null, null, null));

    private CutText Build(string name)
    {
        if (!_builds.TryGetValue(name, out var text))
        {
            _builds[name] = text = new(report.Settings.TextLimit);
        }

        return text;
    }
}
