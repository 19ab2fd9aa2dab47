namespace Plutora.Integration.EventLog.Embedded.Writing;

/// <summary>Something for the writer to do. The writer calls, on its own thread and in this order: check, write, applied (after the commit), complete.</summary>
internal abstract class WriteItem
{
    /// <summary>Withdraws the item while the writer has not taken it.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Runs alone, so that what it changes in memory holds for every item after it and none before.</summary>
    public virtual bool Alone => true;

    /// <summary>Writes nothing to the file, so needs no transaction. Such an item runs alone.</summary>
    public virtual bool InMemory => false;

    /// <summary>Roughly the bytes it writes, by which the writer bounds a shared commit.</summary>
    public virtual long Bytes => 0;

    /// <summary>Refuses the item by throwing; nothing is written yet and the others of the commit go on. May be called again when a shared commit is tried one by one.</summary>
    public virtual void Check() { }

    public abstract void Write(WriteSession session);

    /// <summary>Makes the committed change known in memory.</summary>
    public virtual void Applied() { }

    public abstract void Complete();

    public abstract void Fail(Exception reason);

    public abstract void Cancel();
}

/// <summary>An item that gives its caller a result.</summary>
internal abstract class WriteItem<T> : WriteItem
{
    // Continuations run elsewhere: a caller's code never delays the next commit.
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Completion => completion.Task;

    protected T Result { get; set; } = default!;

    public override void Complete() => completion.TrySetResult(Result);

    public override void Fail(Exception reason) => completion.TrySetException(reason);

    public override void Cancel() => completion.TrySetCanceled(Cancellation);
}

/// <summary>An item that runs alone, made of a function that writes and one that makes it known.</summary>
internal sealed class SoleItem<T>(Func<WriteSession, T> write, Action<T>? applied = null) : WriteItem<T>
{
    public override void Write(WriteSession session) => Result = write(session);

    public override void Applied() => applied?.Invoke(Result);
}
