namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>How many tests ended how, counted while they pass.</summary>
internal sealed class Tally
{
    public int Total { get; private set; }

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public int Errored { get; private set; }

    public int Skipped { get; private set; }

    public int Other { get; private set; }

    public int Flaky { get; private set; }

    public DateTimeOffset? First { get; private set; }

    public DateTimeOffset? Last { get; private set; }

    public Verdict? Worst { get; private set; }

    public void Add(CaseEntry one)
    {
        Total++;
        switch (one.Verdict)
        {
            case Verdict.Passed: Passed++; break;
            case Verdict.Failed: Failed++; break;
            case Verdict.Error: Errored++; break;
            case Verdict.Skipped: Skipped++; break;
            default: Other++; break;
        }

        Flaky += one.Flaky == true ? 1 : 0;
        Judge(one.Verdict);
        See(one.StartedAt);
        See(one.FinishedAt);
    }

    /// <summary>Takes in what a part of the suite came to.</summary>
    public void Add(Tally part)
    {
        Total += part.Total;
        Passed += part.Passed;
        Failed += part.Failed;
        Errored += part.Errored;
        Skipped += part.Skipped;
        Other += part.Other;
        Flaky += part.Flaky;
        See(part.First);
        See(part.Last);
    }

    public void Judge(Verdict verdict) => Worst = Worst is { } known ? Verdicts.Worse(known, verdict) : verdict;

    public void See(DateTimeOffset? at)
    {
        if (at is { } seen)
        {
            First = First is { } first && first <= seen ? first : seen;
            Last = Last is { } last && last >= seen ? last : seen;
        }
    }
}
