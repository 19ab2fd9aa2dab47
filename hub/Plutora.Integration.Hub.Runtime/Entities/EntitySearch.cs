using Plutora.Integration.EventLog;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>
/// Finds entities by what is in their ids, aliases and titles. What it looks through is held in memory, some 300 bytes an entity, and is taken up from the latest states when something is
/// searched: nothing is read or held while nobody does. Links are not looked through.
/// </summary>
/// <param name="log">The event log.</param>
/// <param name="time">The clock.</param>
public sealed class EntitySearch(IEventLog log, TimeProvider time) : IDisposable
{
    /// <summary>Entities that are looked through at most; an answer says when there are more.</summary>
    public const int MostEntities = 1_000_000;

    /// <summary>Words of a search at most; what is behind them is left out.</summary>
    public const int MostWords = 10;

    private const int PageSize = 5_000;
    private static readonly IReadOnlyList<string> Topics = [.. EntityTypes.All.Where(e => e.Name != "link").Select(e => e.StateTopic)];
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private LogStart _from = LogStart.Earliest;
    private bool _full;

    /// <summary>Looks for entities that have every word of a text in their id, an alias or their title, upper and lower case alike.</summary>
    /// <param name="search">What is looked for.</param>
    /// <param name="visible">Whether the asker may see an entity.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<SearchPage> FindAsync(EntityQuery search, Func<EntityId, bool> visible, CancellationToken cancellationToken)
    {
        var words = search.Text.Split((char[]?)null, MostWords + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostWords).ToList();
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var complete = await CatchUpAsync(search.Patience, cancellationToken).ConfigureAwait(false);
            var found = (from known in _known.Values
                         where (search.Entity is null || known.Id.Entity == search.Entity) && (search.Instance is null || known.Id.Instance == search.Instance)
                         where words.TrueForAll(known.Has) && visible(known.Id)
                         select known).ToList();
            var text = search.Text.Trim();
            return new(
                [.. found.OrderBy(k => k.Rank(text)).ThenByDescending(k => k.At).ThenBy(k => k.Text, StringComparer.Ordinal).Skip(search.Skip).Take(search.Limit).Select(k => k.Found)],
                found.Count,
                complete && !_full);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Releases what searches wait on.</summary>
    public void Dispose() => _one.Dispose();

    private async Task<bool> CatchUpAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + patience;
        while (true)
        {
            var page = await log.ReadAsync(new(TopicFilter.Exact(Topics), _from) { MaxRecords = PageSize, MaxBytes = 32 * 1024 * 1024 }, cancellationToken).ConfigureAwait(false);
            foreach (var record in page.Records)
            {
                Take(record);
            }

            _from = LogStart.After(page.Next);
            if (page.Records.Count == 0 || time.GetUtcNow() >= until)
            {
                return page.Records.Count == 0;
            }
        }
    }

    private void Take(LogRecord record)
    {
        if (record.Value is not { } value)
        {
            _known.Remove(record.Key);
            return;
        }

        var told = BinaryEvent.Read(record.Headers, value);
        if (told.Data.Length == 0)
        {
            // Of a person who is forgotten nothing is told, and nothing is kept here.
            _known.Remove(record.Key);
        }
        else if (_known.ContainsKey(record.Key) || _known.Count < MostEntities)
        {
            _known[record.Key] = Known.Of(told);
        }
        else
        {
            _full = true;
        }
    }

    private sealed record Known(EntityId Id, string Text, string? Title, string? State, IReadOnlyList<string> Aliases, DateTimeOffset At, bool Deleted)
    {
        public FoundEntity Found => new(Text, Id.Entity, Id.Instance, Title, State, Aliases, At, Deleted);

        public static Known Of(NormalizedEvent told)
        {
            var head = EntityHead.Of(told.Data.Span);
            return new(told.Subject, told.Subject.ToString(), head.Title, head.State, head.Aliases, told.Time, told.Type.Change == EntityChange.Deleted);
        }

        public bool Has(string word) => Holds(Text, word) || Holds(Title, word) || Aliases.Any(alias => Holds(alias, word));

        // What is called exactly that stands first, then what begins so, then the rest; what is gone stands last.
        public int Rank(string text) => text.Length == 0 ? 0 : (Deleted ? 10 : 0) + (Is(Text, text) || Aliases.Any(a => Is(a, text)) ? 0 : Is(Title, text) ? 1 : Begins(Title, text) || Aliases.Any(a => Begins(a, text)) ? 2 : 3);

        private static bool Holds(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

        private static bool Begins(string? text, string start) => text?.StartsWith(start, StringComparison.OrdinalIgnoreCase) == true;

        private static bool Is(string? text, string other) => string.Equals(text, other, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>What is looked for, and which part of the answer is wanted.</summary>
/// <param name="Text">Words that stand in an id, an alias or a title; each must be there. Empty means all, the newest first.</param>
/// <param name="Entity">Only entities of this kind, such as <c>work-item</c>; null for all.</param>
/// <param name="Instance">Only entities of this instance; null for all.</param>
/// <param name="Skip">How many to leave out at the beginning.</param>
/// <param name="Limit">How many to return at most.</param>
public sealed record EntityQuery(string Text, string? Entity = null, string? Instance = null, int Skip = 0, int Limit = 50)
{
    /// <summary>How long entities are taken up that came since the last search, before it answers from those that it has. 2 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>A page of what a search found.</summary>
/// <param name="Entities">The best first: called exactly that, beginning so, holding it; newer before older.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Complete">False while not all entities have been looked through: the hub takes them up a part a search, and asked again it finds more.</param>
public sealed record SearchPage(IReadOnlyList<FoundEntity> Entities, int Total, bool Complete);

/// <summary>An entity that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Entity">What it is.</param>
/// <param name="Instance">The instance that it is of.</param>
/// <param name="Title">Its title.</param>
/// <param name="State">Its state or outcome.</param>
/// <param name="Aliases">What people call it.</param>
/// <param name="At">When it last changed at its tool.</param>
/// <param name="Deleted">Whether it is gone.</param>
public sealed record FoundEntity(string Id, string Entity, string Instance, string? Title, string? State, IReadOnlyList<string> Aliases, DateTimeOffset At, bool Deleted);
