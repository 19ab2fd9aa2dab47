using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.JUnit;

/// <summary>
/// Judges a <c>testcase</c>: by its elements first (error, then failure, then skipped), where it has none by its status, else it passed.
/// </summary>
internal static class JUnitVerdict
{
    public static void Judge(CaseEntry one, JUnitCase.Found found, string? status, string? result)
    {
        one.Problems.AddRange(found.Problems);
        var deciding = found.Problems.Find(p => p.Kind == "error") ?? found.Problems.Find(p => p.Kind == "failure") ?? found.Problems.Find(p => p.Kind != "warning");
        one.Deciding = deciding;
        one.Verdict = deciding?.Kind switch
        {
            "error" => Verdict.Error,
            "failure" => Verdict.Failed,
            not null => Verdict.Skipped,
            null => OfWord(result) is var told and not Verdict.Passed ? told : OfWord(status),
        };
        // A status that only says that it ran says nothing of how it ended.
        var word = result is null or "completed" ? status : result;
        one.SourceResult = deciding?.Kind ?? (word is null or "run" ? null : word);
        Attempts(one, found);
    }

    // "notrun", "suppressed": GoogleTest; "fail", "disabled": CTest; the others from Mocha, Karma, Testmo and relatives.
    private static Verdict OfWord(string? word) => word?.ToLowerInvariant() switch
    {
        "failed" or "fail" or "failure" => Verdict.Failed,
        "error" or "errored" or "broken" or "timeout" or "timedout" => Verdict.Error,
        "skipped" or "skip" or "disabled" or "ignored" or "notrun" or "suppressed" or "pending" or "todo" or "notexecuted" => Verdict.Skipped,
        "aborted" or "cancelled" or "canceled" => Verdict.Cancelled,
        "inconclusive" => Verdict.Inconclusive,
        _ => Verdict.Passed,
    };

    // Surefire and nextest: flaky ones failed before this result; rerun ones failed after the first failure.
    private static void Attempts(CaseEntry one, JUnitCase.Found found)
    {
        if (found.Flakes.Count + found.Reruns.Count == 0)
        {
            return;
        }

        var passed = one.Verdict == Verdict.Passed;
        one.Attempts.AddRange(found.Flakes);
        if (!passed && found.Flakes.Count == 0)
        {
            one.Attempts.Add(new(one.Verdict, one.SourceResult, one.Deciding));
        }

        one.Attempts.AddRange(found.Reruns);
        var last = passed || found.Flakes.Count > 0;
        one.AttemptNumber = one.Attempts.Count + (last ? 1 : 0);
        one.Flaky = passed ? true : null;
    }
}
