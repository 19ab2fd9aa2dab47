using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>Fetches single records that an action has to do with; what is seen on the way comes to the hub as any change.</summary>
internal sealed class FreshRecords(RawWriter writer, TimeProvider time)
{
    /// <summary>The record as the tool has it now, stored; null when the tool has it no longer.</summary>
    public async Task<SourceRecord?> FetchAsync(ConnectorInstance connector, InstanceDefinition instance, StreamDescriptor stream, FetchRequest request, CancellationToken cancellationToken) =>
        await FetchAsync(connector, instance, stream, request, _ => true, cancellationToken).ConfigureAwait(false);

    /// <summary>As <see cref="FetchAsync(ConnectorInstance, InstanceDefinition, StreamDescriptor, FetchRequest, CancellationToken)"/>, stored where that is wanted.</summary>
    public async Task<SourceRecord?> FetchAsync(ConnectorInstance connector, InstanceDefinition instance, StreamDescriptor stream, FetchRequest request, Func<SourceRecord, bool> store, CancellationToken cancellationToken)
    {
        var sentAt = time.GetUtcNow();
        var fresh = await connector.FetchAsync(request, cancellationToken).ConfigureAwait(false);
        if (fresh is not null && store(fresh))
        {
            await writer.StoreAsync(
                new PageToStore(instance.Id, stream.Id) { Records = [new(instance.Id, fresh, RecordOrigin.Fetch, time.GetUtcNow(), sentAt, null, null) { Partial = stream.Partial, Era = instance.Resets }] },
                cancellationToken).ConfigureAwait(false);
        }

        return fresh;
    }
}
