using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>What several hubs on one log do of each instance: all receive for it, one reads it.</summary>
public sealed partial class InstanceManager
{
    /// <summary>Takes up what another hub added, changed or removed.</summary>
    internal async Task FollowAsync(CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await store.LoadAsync(cancellationToken).ConfigureAwait(false);
            foreach (var gone in _runners.Keys.Where(id => store.Find(id) is null or { Removing: not null }))
            {
                await StopAsync(gone).ConfigureAwait(false);
                journal.Forget(gone);
            }

            foreach (var definition in store.All.Where(d => d.Removing is null && connectors.Find(d.Connector) is not null && (Find(d.Id) is not { } runner || !Same(runner.Definition, d))))
            {
                await StopAsync(definition.Id).ConfigureAwait(false);
                await StartAsync(definition, cancellationToken).ConfigureAwait(false);
            }

            FinishOwn();
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Reads what is now this hub's to read, and leaves the rest to the others.</summary>
    internal async Task ShareAsync(CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var runner in _runners.Values)
            {
                runner.Assign(share.Owns(runner.Definition.Id));
            }

            FinishOwn();
        }
        finally
        {
            _change.Release();
        }

        await TakeReadsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes up reads that were asked for at another hub.</summary>
    internal Task TakeReadsAsync(CancellationToken cancellationToken) => handed.TakeAsync(
        share.Owns,
        (id, stream, mode) => Find(id)?.Request(stream, mode),
        cancellationToken);

    /// <summary>Looks soon whether records that tied are to be fetched again, in the instances that are read here.</summary>
    internal Task WakeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var runner in _runners.Values.Where(r => share.Owns(r.Definition.Id)))
        {
            runner.Wake();
        }

        return Task.CompletedTask;
    }

    private static bool Same(InstanceDefinition one, InstanceDefinition other) =>
        StateJson.Write(one, RuntimeJson.Default.InstanceDefinition).AsSpan().SequenceEqual(StateJson.Write(other, RuntimeJson.Default.InstanceDefinition));

    // A removal that a hub began and did not live to finish is finished by whoever would read the instance.
    private void FinishOwn()
    {
        foreach (var leaving in store.All.Where(d => d.Removing is not null && share.Owns(d.Id) && (_removals.GetValueOrDefault(d.Id) is null or { IsCompleted: true })))
        {
            Finish(leaving);
        }
    }

    private void Finish(InstanceDefinition leaving) => _removals[leaving.Id] = Task.Run(
        async () =>
        {
            await remover.RunAsync(leaving, connectors.Find(leaving.Connector)?.Descriptor, _stop.Token).ConfigureAwait(false);
            await Removed(leaving, _stop.Token).ConfigureAwait(false);
            await store.RemoveAsync(leaving.Id, _stop.Token).ConfigureAwait(false);
        },
        CancellationToken.None);
}
