using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>
/// The administrator's own link rules, kept in the log's state (rule 32 of state). A change is stored together with what is asked of the
/// owners of entities, who carry it over what is stored: so it is done once, also when the hub ends in between.
/// </summary>
/// <param name="log">The event log.</param>
/// <param name="linksPerRule">Links that one entity may get by one rule.</param>
/// <param name="time">The clock.</param>
public sealed class RuleBook(IEventLog log, int linksPerRule, TimeProvider time) : IDisposable
{
    internal const string JobStore = "hub.rule-jobs";
    private const string Store = "hub.rules";
    internal const string GenerationStore = "hub.rule-generation";
    private const string Generation = "generation";
    private const int MostRules = 10_000;
    private const int MostCrowded = 10;
    private readonly SemaphoreSlim _change = new(1, 1);
    private RuleSet _rules = RuleSet.Empty;

    /// <summary>Links that one entity may get by one rule.</summary>
    public int LinksPerRule => linksPerRule;

    /// <summary>All rules, by id.</summary>
    public IReadOnlyList<StoredRule> All => [.. Rules.Stored.Values.OrderBy(r => r.Rule.Id, StringComparer.Ordinal)];

    /// <summary>The rules in force.</summary>
    internal RuleSet Rules => Volatile.Read(ref _rules);

    /// <summary>One rule, or null.</summary>
    public StoredRule? Find(string id) => Rules.Stored.GetValueOrDefault(id);

    /// <summary>Reads what is stored. Called once at start.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) => RefreshAsync(int.MaxValue, cancellationToken).AsTask();

    /// <summary>Sets rules and removes others in one change, and has it carried over what is stored. What is the same already is left alone.</summary>
    /// <param name="origin">Who writes them.</param>
    /// <param name="put">Rules that are new or changed; checked before.</param>
    /// <param name="removed">Ids of rules to remove.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    /// <returns>Number of the change; null when nothing was to change.</returns>
    /// <exception cref="ArgumentException">There would be too many rules.</exception>
    public async Task<int?> ApplyAsync(string origin, IReadOnlyCollection<LinkRule> put, IReadOnlyCollection<string> removed, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ChangeAsync(origin, put, removed, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Makes the rules of an origin be these and no others.</summary>
    public async Task<int?> TakeAsync(string origin, IReadOnlyCollection<LinkRule> rules, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RefreshAsync(int.MaxValue, cancellationToken).ConfigureAwait(false);
            var named = rules.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
            var gone = Rules.Stored.Values.Where(s => s.Origin == origin && !named.Contains(s.Rule.Id)).Select(s => s.Rule.Id).ToList();
            return await ChangeAsync(origin, rules, gone, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>How a rule stands.</summary>
    public async Task<RuleStatus?> StatusAsync(string id, CancellationToken cancellationToken) =>
        Find(id) is { } stored ? await StatusAsync(stored, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>How all rules stand.</summary>
    public async Task<IReadOnlyList<RuleStatus>> StatusesAsync(CancellationToken cancellationToken)
    {
        var all = new List<RuleStatus>();
        foreach (var stored in All)
        {
            all.Add(await StatusAsync(stored, cancellationToken).ConfigureAwait(false));
        }

        return all;
    }

    /// <summary>How far a change has come; null when there is none of that number.</summary>
    public async Task<RuleJob?> JobAsync(int generation, CancellationToken cancellationToken) =>
        await log.GetStateAsync(JobStore, JobKey(generation), cancellationToken).ConfigureAwait(false) is { } stored ? ReadJob(stored, generation) : null;

    /// <summary>Releases what changes wait on.</summary>
    public void Dispose() => _change.Dispose();

    /// <summary>Takes up the stored rules, unless what is known is at least of that change.</summary>
    internal async ValueTask RefreshAsync(int generation, CancellationToken cancellationToken)
    {
        if (Rules.Generation >= generation)
        {
            return;
        }

        // The number first: rules that are read behind it are of that change or of a later one, which its own announcement takes up again.
        var number = await NumberAsync(cancellationToken).ConfigureAwait(false);
        var stored = new List<StoredRule>();
        await foreach (var entry in log.ScanStateAsync(Store, ct: cancellationToken).ConfigureAwait(false))
        {
            stored.Add(StateJson.Read(entry.Value, RuntimeJson.Default.StoredRule, $"Rule '{entry.Key}'"));
        }

        Become(new(number, stored, Rules));
    }

    internal static string JobKey(int generation) => generation.ToString("D10", CultureInfo.InvariantCulture);

    internal static RuleJob ReadJob(ReadOnlyMemory<byte> stored, int generation) => StateJson.Read(stored, RuntimeJson.Default.RuleJob, $"Change {generation} of rules");

    private static bool Same(LinkRule one, LinkRule other) =>
        StateJson.Write(one, RuntimeJson.Default.LinkRule).AsSpan().SequenceEqual(StateJson.Write(other, RuntimeJson.Default.LinkRule));

    private async Task<int?> ChangeAsync(string origin, IReadOnlyCollection<LinkRule> put, IReadOnlyCollection<string> removed, CancellationToken cancellationToken)
    {
        // As at most starts; a cluster takes its time for a producer.
        if (put.Count == 0 && removed.Count == 0)
        {
            return null;
        }

        while (true)
        {
            // Taking the producer over shows what another hub changed before, and one that changes rules meanwhile fences this one.
            await using var transaction = await log.BeginAsync("hub.rules", cancellationToken).ConfigureAwait(false);
            await RefreshAsync(int.MaxValue, cancellationToken).ConfigureAwait(false);
            try
            {
                return await ChangeAsync(transaction, origin, put, removed, cancellationToken).ConfigureAwait(false);
            }
            catch (LogException fenced) when (fenced.Error == LogError.Fenced)
            {
                // Once more, on what the other made of them.
            }
        }
    }

    private async Task<int?> ChangeAsync(ILogTransaction transaction, string origin, IReadOnlyCollection<LinkRule> put, IReadOnlyCollection<string> removed, CancellationToken cancellationToken)
    {
        var before = Rules;
        var written = put.Where(r => before.Stored.GetValueOrDefault(r.Id) is not { } known || known.Origin != origin || !Same(known.Rule, r)).ToList();
        var gone = removed.Where(before.Stored.ContainsKey).ToList();
        if (written.Count == 0 && gone.Count == 0)
        {
            return null;
        }

        var rules = before.Stored.ToDictionary(StringComparer.Ordinal);
        var generation = Math.Max(await NumberAsync(cancellationToken).ConfigureAwait(false), before.Generation) + 1;
        var now = time.GetUtcNow();
        foreach (var rule in written)
        {
            rules[rule.Id] = new(rule, generation, origin, now);
        }

        gone.ForEach(id => rules.Remove(id));
        if (rules.Count > MostRules)
        {
            throw new ArgumentException($"There would be {rules.Count} link rules; a hub takes {MostRules}. Join several into one, with more patterns in 'match'.");
        }

        await StoreAsync(transaction, generation, now, rules, [.. written.Select(r => r.Id)], gone, cancellationToken).ConfigureAwait(false);
        Become(new(generation, [.. rules.Values], before));
        return generation;
    }

    private async Task StoreAsync(ILogTransaction transaction, int generation, DateTimeOffset now, Dictionary<string, StoredRule> rules, IReadOnlyList<string> written, IReadOnlyList<string> gone, CancellationToken cancellationToken)
    {
        var topic = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).First(t => t.Definition.Name == OwnerTopic.Name);
        var owners = new OwnerTopic(topic.Definition.Partitions);
        var change = new ChangeContext(new(null, null, now, now, now), 0, EventCause.Replay, null);
        var begin = new RuleToken(generation, RuleRound.Announce, 0, owners.KeyOf(0), change);
        foreach (var id in written)
        {
            transaction.PutState(Store, id, StateJson.Write(rules[id], RuntimeJson.Default.StoredRule));
        }

        foreach (var id in gone)
        {
            transaction.PutState(Store, id, null);
        }

        transaction.PutState(GenerationStore, Generation, StateJson.Write(generation, RuntimeJson.Default.Int32));
        transaction.PutState(JobStore, JobKey(generation), StateJson.Write(new RuleJob(generation, [.. written, .. gone], now, RulePhase.Announcing, 0), RuntimeJson.Default.RuleJob), RuleWalk.Place);
        await foreach (var entry in log.ScanStateAsync(JobStore, ct: cancellationToken).ConfigureAwait(false))
        {
            var job = ReadJob(entry.Value, 0);
            if (job.Phase == RulePhase.Done && rules.Values.All(r => r.Revision != job.Generation))
            {
                transaction.PutState(JobStore, entry.Key, null, RuleWalk.Place);
            }
        }

        foreach (var entry in owners.Entries(0, [begin]))
        {
            transaction.Append(entry);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> NumberAsync(CancellationToken cancellationToken) =>
        await log.GetStateAsync(GenerationStore, Generation, cancellationToken).ConfigureAwait(false) is { } stored ? StateJson.Read(stored, RuntimeJson.Default.Int32, "The number of rule changes") : 0;

    private async Task<RuleStatus> StatusAsync(StoredRule stored, CancellationToken cancellationToken)
    {
        var crowded = new List<string>();
        var prefix = RuleIndex.Prefix(stored.Rule.Id, stored.Revision);
        await foreach (var entry in log.ScanStateAsync(RuleIndex.CrowdStore, prefix, ct: cancellationToken).ConfigureAwait(false))
        {
            crowded.Add(entry.Key.Length > prefix.Length ? entry.Key[prefix.Length..] : stored.Rule.From.Id ?? stored.Rule.To.Id ?? "");
            if (crowded.Count == MostCrowded)
            {
                break;
            }
        }

        return new(stored, await JobAsync(stored.Revision, cancellationToken).ConfigureAwait(false), crowded);
    }

    // Readers at work on a change and the change itself may take it up at once: the later one stands.
    private void Become(RuleSet rules)
    {
        for (var known = Rules; known.Generation <= rules.Generation; known = Rules)
        {
            if (Interlocked.CompareExchange(ref _rules, rules, known) == known)
            {
                return;
            }
        }
    }
}
