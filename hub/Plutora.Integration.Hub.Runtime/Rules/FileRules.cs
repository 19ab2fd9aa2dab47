using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>Takes the rules of <c>plutora.yaml</c> into the hub's state; one that was taken out of the file is turned off and listed until removed (rule 32 of state).</summary>
internal static class FileRules
{
    public static async Task TakeAsync(RuleBook book, IReadOnlyList<LinkRule> written, string file, CancellationToken cancellationToken)
    {
        var faults = written.SelectMany(RuleChecker.Validate).Select(f => $"{file}: {f}").ToList();
        faults.AddRange(written.GroupBy(r => r.Id).Where(g => g.Count() > 1).Select(g => $"{file}: rule '{g.Key}' stands there {g.Count()} times."));
        faults.AddRange(written.Where(r => book.Find(r.Id) is { Origin: StoredRule.Api } && !TakenOut(book, r.Id))
            .Select(r => $"{file}: rule '{r.Id}' was set over the API already. Remove it there, or choose another id in the file."));
        if (faults.Count > 0)
        {
            throw new SettingsException(faults);
        }

        var gone = book.All.Where(s => s.Origin == StoredRule.File && written.All(r => r.Id != s.Rule.Id)).Select(s => s.Rule with { Enabled = false }).ToList();
        await book.ApplyAsync(StoredRule.File, written, [], cancellationToken).ConfigureAwait(false);
        await book.ApplyAsync(StoredRule.Api, gone, [], cancellationToken).ConfigureAwait(false);
    }

    // One that the file had before and has again is the file's.
    private static bool TakenOut(RuleBook book, string id) => book.Find(id) is { Rule.Enabled: false };
}
