using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Scanning;

/// <summary>Containers that a tool told are gone, noted together with what told it, so that their records are deleted even when the hub ends in between.</summary>
public sealed class RemovedContainers(IEventLog log, ScanJudge scans)
{
    private const string Store = "containers.removed";

    /// <summary>Notes containers in the transaction that stores what told of them.</summary>
    internal static void Put(ILogTransaction transaction, string instance, IReadOnlyList<string> containers, DateTimeOffset at)
    {
        foreach (var container in containers)
        {
            transaction.PutState(Store, $"{instance}/{container}", StateJson.Write(new RemovedContainer(container, at), RuntimeJson.Default.RemovedContainer));
        }
    }

    /// <summary>Deletes the records of an instance's noted containers.</summary>
    public async Task DeleteAsync(InstanceDefinition definition, ConnectorDescriptor descriptor, CancellationToken cancellationToken)
    {
        await foreach (var entry in log.ScanStateAsync(Store, definition.Id + '/', ct: cancellationToken).ConfigureAwait(false))
        {
            var removed = StateJson.Read(entry.Value, RuntimeJson.Default.RemovedContainer, $"Removed container '{entry.Key}'");
            await scans.RemoveContainersAsync(definition, descriptor.Streams, [removed.Container], removed.At, cancellationToken).ConfigureAwait(false);
            await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
            transaction.PutState(Store, entry.Key, null);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>A container that is gone.</summary>
/// <param name="Container">Its id at the tool.</param>
/// <param name="At">When the hub was told: what was seen since lives on.</param>
internal sealed record RemovedContainer(string Container, DateTimeOffset At);
