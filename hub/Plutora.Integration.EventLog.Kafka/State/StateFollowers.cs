using System.Collections.Immutable;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Those who want to know which stores changed.</summary>
internal sealed class StateFollowers
{
    private ImmutableList<Follower> all = [];

    public IDisposable Add(Action<IReadOnlySet<string>> changed)
    {
        var follower = new Follower(this, changed);
        ImmutableInterlocked.Update(ref all, list => list.Add(follower));
        return follower;
    }

    public void Tell(IReadOnlySet<string> stores)
    {
        foreach (var follower in Volatile.Read(ref all)) follower.Changed(stores);
    }

    private sealed class Follower(StateFollowers owner, Action<IReadOnlySet<string>> changed) : IDisposable
    {
        public void Changed(IReadOnlySet<string> stores) => changed(stores);

        public void Dispose() => ImmutableInterlocked.Update(ref owner.all, list => list.Remove(this));
    }
}
