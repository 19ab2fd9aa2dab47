using System.Collections.Immutable;

namespace Acme.Company.World;

/// <summary>
/// Everything that the company has, in one place that all its tools look at. Safe for any number of threads: readers see things as they were at
/// one moment and never wait, writers take turns, and each change is stamped by the world's clock and told in order to who listens.
/// </summary>
public sealed class CompanyWorld(TimeProvider clock)
{
    /// <summary>Changes that are kept for those who watch from a revision on.</summary>
    public const int KeptChanges = 20_000;

    private readonly Lock _writing = new();
    private readonly Dictionary<Type, long> _last = [];
    private readonly Dictionary<string, long> _counters = new(StringComparer.Ordinal);
    private ImmutableDictionary<Type, ImmutableSortedDictionary<long, Thing>> _things = ImmutableDictionary<Type, ImmutableSortedDictionary<long, Thing>>.Empty;
    private ImmutableList<Change> _changes = [];
    private ImmutableArray<Action<Change>> _listeners = [];
    private long _revision;

    /// <summary>The world's clock, which stamps every change.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>Now, by the world's clock.</summary>
    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Number of the last change; 0 before the first.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>All things of a kind as they are at this moment, by their numbers.</summary>
    public IEnumerable<T> All<T>()
        where T : Thing => Of(typeof(T)).Values.Cast<T>();

    /// <summary>How many things of a kind there are.</summary>
    public int Count<T>()
        where T : Thing => Of(typeof(T)).Count;

    /// <summary>A thing by its number; null where there is none.</summary>
    public T? Find<T>(long id)
        where T : Thing => Of(typeof(T)).GetValueOrDefault(id) as T;

    /// <summary>A thing by its number.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public T Get<T>(long id)
        where T : Thing => Find<T>(id) ?? throw new KeyNotFoundException($"The company has no {typeof(T).Name} {id}.");

    /// <summary>Takes a new thing: it is given its number and its times.</summary>
    /// <param name="thing">The thing, without a number.</param>
    /// <param name="by">Login of who makes it.</param>
    public T Add<T>(T thing, string by)
        where T : Thing
    {
        lock (_writing)
        {
            if (thing.Id != 0)
            {
                throw new ArgumentException($"{typeof(T).Name} {thing.Id} is there already: change it by Update.", nameof(thing));
            }

            return (T)Write(ChangeKind.Created, thing with { Id = _last.GetValueOrDefault(typeof(T)) + 1, CreatedAt = Now }, null, by);
        }
    }

    /// <summary>Changes a thing, where the change makes another of it.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="change">Makes the new thing of the one that is there at this moment; nobody else changes anything meanwhile.</param>
    /// <param name="by">Login of who changes it.</param>
    /// <returns>The thing after the change; the very same where nothing differs.</returns>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public T Update<T>(long id, Func<T, T> change, string by)
        where T : Thing
    {
        lock (_writing)
        {
            var before = Get<T>(id);
            var now = change(before) with { Id = before.Id, CreatedAt = before.CreatedAt };
            return now == before ? before : (T)Write(ChangeKind.Updated, now, before, by);
        }
    }

    /// <summary>Takes a thing out of the world.</summary>
    /// <returns>False where it was gone already.</returns>
    public bool Delete<T>(long id, string by)
        where T : Thing
    {
        lock (_writing)
        {
            if (Find<T>(id) is not { } before)
            {
                return false;
            }

            Write(ChangeKind.Deleted, before, before, by);
            return true;
        }
    }

    /// <summary>The next number of a count, from 1 on: what people number themselves, such as work items of a team.</summary>
    /// <param name="counter">Name of the count.</param>
    public long Next(string counter)
    {
        lock (_writing)
        {
            return _counters[counter] = _counters.GetValueOrDefault(counter) + 1;
        }
    }

    /// <summary>Does several things as one: nobody else changes anything meanwhile.</summary>
    public TResult Together<TResult>(Func<TResult> change)
    {
        lock (_writing)
        {
            return change();
        }
    }

    /// <summary>Listens to every change, in order, on the thread that makes it and while it holds the world: take it down and return at once.</summary>
    /// <returns>Ends listening.</returns>
    public IDisposable Listen(Action<Change> listener)
    {
        lock (_writing)
        {
            _listeners = _listeners.Add(listener);
        }

        return new Listening(this, listener);
    }

    /// <summary>The changes after a revision, in order.</summary>
    /// <param name="revision">The last revision that is known; 0 for all.</param>
    /// <param name="changes">The changes that are kept.</param>
    /// <returns>False where changes after the revision are no longer kept: who watches has to look at everything again.</returns>
    public bool TryGetChanges(long revision, out IReadOnlyList<Change> changes)
    {
        var kept = Volatile.Read(ref _changes);
        var first = kept.Count == 0 ? Revision + 1 : kept[0].Revision;
        changes = revision + 1 < first ? [] : kept.GetRange((int)Math.Min(kept.Count, revision + 1 - first), (int)Math.Max(0, kept.Count - (revision + 1 - first)));
        return revision + 1 >= first;
    }

    private ImmutableSortedDictionary<long, Thing> Of(Type kind) => Volatile.Read(ref _things).GetValueOrDefault(kind) ?? ImmutableSortedDictionary<long, Thing>.Empty;

    private Thing Write(ChangeKind kind, Thing now, Thing? before, string by)
    {
        var (type, at) = (now.GetType(), Now);
        var stamped = now with { UpdatedAt = at, Revision = _revision + 1 };
        var things = kind == ChangeKind.Deleted ? Of(type).Remove(stamped.Id) : Of(type).SetItem(stamped.Id, stamped);
        var change = new Change(stamped.Revision, at, kind, stamped, before, by);
        _last[type] = Math.Max(_last.GetValueOrDefault(type), stamped.Id);
        Volatile.Write(ref _things, _things.SetItem(type, things));
        Volatile.Write(ref _changes, (_changes.Count >= KeptChanges ? _changes.RemoveRange(0, KeptChanges / 10) : _changes).Add(change));
        Interlocked.Exchange(ref _revision, stamped.Revision);
        foreach (var listener in _listeners)
        {
            listener(change);
        }

        return stamped;
    }

    private sealed class Listening(CompanyWorld world, Action<Change> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (world._writing)
            {
                world._listeners = world._listeners.Remove(listener);
            }
        }
    }
}
