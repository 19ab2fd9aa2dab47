namespace Plutora.Integration.Hub.Runtime.Plugins.Journal;

/// <summary>
/// Remembers across a sudden end of the process which instances had a call of their plugin in flight (rule 34 of state), so that a
/// plugin that ends the process is held back at the next start and the others are not.
/// </summary>
/// <remarks>
/// A call is what the hub waits for: a check, one page of a read, a receive, an action. Ends are counted by instance and call, since a
/// check that always succeeds must not excuse a read that always ends the process; any completion of that same call, by a result or an
/// exception, clears its count. Members may be called from several threads.
/// </remarks>
public sealed class CallJournal : IDisposable
{
    /// <summary>Unclean ends in a row after which an instance stays stopped.</summary>
    public const int EndsUntilStopped = 5;

    /// <summary>Delay after the first unclean end; doubled by each further one.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly JournalFile _file;
    private readonly Dictionary<(string Instance, string Call), int> _slots = [];
    private readonly Stack<int> _free = [];

    private CallJournal(JournalFile file)
    {
        _file = file;
        EndedUncleanly = file.Running;
        for (var slot = JournalFile.Slots - 1; slot >= 0; slot--)
        {
            if (file.Name(slot) is not { } name)
            {
                _free.Push(slot);
                continue;
            }

            _slots[name] = slot;
            if (EndedUncleanly && file.InFlight(slot) > 0)
            {
                file.SetEnds(slot, file.Ends(slot) + 1);
            }

            file.SetInFlight(slot, 0);
        }

        file.Running = true;
    }

    /// <summary>True when the process before this one ended without <see cref="Dispose"/>.</summary>
    public bool EndedUncleanly { get; }

    /// <summary>Opens the journal of a home folder, or makes it. From here on an end without <see cref="Dispose"/> is unclean.</summary>
    /// <param name="homeFolder">The hub's home folder; made when it is not there.</param>
    /// <exception cref="InvalidDataException">The file is of a newer format, or no journal; the message says what to do.</exception>
    /// <exception cref="IOException">Another process has the journal open.</exception>
    public static CallJournal Open(string homeFolder) => new(JournalFile.Open(Path.Combine(homeFolder, "calls.journal")));

    /// <summary>Notes a call in flight until the answer is disposed. Costs a write to mapped memory, which outlives the process.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="call">Which call, such as <c>check</c> or <c>read:issue</c>; 60 bytes at most.</param>
    public CallScope Begin(string instance, string call)
    {
        lock (_lock)
        {
            if (!_slots.TryGetValue((instance, call), out var slot))
            {
                slot = _free.Count > 0 ? _free.Pop() : throw new InvalidOperationException($"The call journal holds {JournalFile.Slots} calls at most; remove instances that are no longer needed.");
                _file.SetName(slot, instance, call);
                _slots[(instance, call)] = slot;
            }

            _file.SetInFlight(slot, _file.InFlight(slot) + 1);
            return new(this, slot);
        }
    }

    /// <summary>Why and how an instance is held back now; null when it is not.</summary>
    public HeldBackInstance? Find(string instance)
    {
        lock (_lock)
        {
            return _slots.Where(s => s.Key.Instance == instance)
                .Select(s => (s.Key.Call, Ends: _file.Ends(s.Value)))
                .Where(s => s.Ends > 0)
                .OrderByDescending(s => s.Ends)
                .Select(s => new HeldBackInstance(instance, s.Call, s.Ends))
                .FirstOrDefault();
        }
    }

    /// <summary>Instances in the order to start them: those never in flight at an unclean end first, then by how often they were.</summary>
    public IReadOnlyList<string> StartOrder(IEnumerable<string> instances) => [.. instances.OrderBy(i => Find(i)?.UncleanEnds ?? 0)];

    /// <summary>Forgets what is held against an instance: an administrator starts it again, or it was removed.</summary>
    public void Forget(string instance)
    {
        lock (_lock)
        {
            foreach (var (name, slot) in _slots.Where(s => s.Key.Instance == instance).ToArray())
            {
                _file.SetEnds(slot, 0);
                if (_file.InFlight(slot) == 0)
                {
                    _file.Clear(slot);
                    _slots.Remove(name);
                    _free.Push(slot);
                }
            }
        }
    }

    /// <summary>Marks the end as clean; to be called when no call is in flight any more, or those that are were given up on purpose.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_file.IsClosed)
            {
                _file.Running = false;
                _file.Dispose();
            }
        }
    }

    internal void Complete(int slot)
    {
        lock (_lock)
        {
            // A call given up at the hub's end may come back after the file was closed.
            if (!_file.IsClosed)
            {
                _file.SetInFlight(slot, _file.InFlight(slot) - 1);
                _file.SetEnds(slot, 0);
            }
        }
    }
}

/// <summary>A call in flight; dispose it once, when the call has returned or thrown.</summary>
public readonly struct CallScope : IDisposable, IEquatable<CallScope>
{
    private readonly CallJournal? _journal;
    private readonly int _slot;

    internal CallScope(CallJournal journal, int slot) => (_journal, _slot) = (journal, slot);

    /// <summary>Notes that the call has completed.</summary>
    public void Dispose() => _journal?.Complete(_slot);

    /// <inheritdoc/>
    public bool Equals(CallScope other) => _journal == other._journal && _slot == other._slot;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CallScope other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_journal, _slot);

    /// <summary>Same call in flight.</summary>
    public static bool operator ==(CallScope left, CallScope right) => left.Equals(right);

    /// <summary>Another call in flight.</summary>
    public static bool operator !=(CallScope left, CallScope right) => !left.Equals(right);
}
