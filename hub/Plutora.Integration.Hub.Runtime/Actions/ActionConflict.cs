using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Normalizing;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>Whether an action's target is still as its caller has seen it: by the hub's version, and by a fresh look at the tool where that can be had (rule 29 of state).</summary>
internal sealed class ActionConflict(IEventLog log, ActionRouter router, FreshRecords records, MappingRegistry mappings, byte[] personSecret)
{
    /// <summary>Why it is not, in one sentence; null when it is, or nothing was asked.</summary>
    public async Task<string?> FindAsync(ActionEntry action, ConnectorInstance connector, ConnectorDescriptor descriptor, InstanceDefinition definition, CancellationToken cancellationToken)
    {
        if (action.IfVersion is not { } seen || action.Target is not { } target || action.Attempts > 0)
        {
            return null;
        }

        var stored = await log.GetStateAsync(OwnerBatch.EntityStore, target, cancellationToken).ConfigureAwait(false);
        var version = stored is null ? 0 : EntityStateFormat.Read(stored.Value, target).EntityVersion;
        if (version != seen)
        {
            return string.Create(CultureInfo.InvariantCulture, $"'{target}' is at version {version} by now, not at {seen}. Look at it again, and ask with its version.");
        }

        if (await router.RecordAsync(target, cancellationToken).ConfigureAwait(false) is not { } record || descriptor.Streams.FirstOrDefault(s => s.Id == record.Stream) is not { CanFetch: true } stream)
        {
            return null;
        }

        var moved = false;
        await records.FetchAsync(connector, definition, stream, record, fresh => moved = !Same(fresh, record, stream, definition.Id, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (!moved)
        {
            return null;
        }

        return $"The tool has changed '{target}' since version {seen.ToString(CultureInfo.InvariantCulture)} was published. The change is on its way; look at it again, and ask with its version.";
    }

    // By what they mean: bytes that no mapping looks at are no change.
    private bool Same(SourceRecord fresh, FetchRequest known, StreamDescriptor stream, string instance, CancellationToken cancellationToken)
    {
        if (known.Known is not { } before || mappings.Find(instance, stream.Id) is not { } active)
        {
            return true;
        }

        try
        {
            return Mean(fresh.Json) == Mean(before);
        }
        catch (Mapping.MappingException)
        {
            return false;
        }

        string Mean(ReadOnlyMemory<byte> json) => Meaning.Of(active.Mapping.Map(new(json, fresh.Time, stream.Partial), new(instance, personSecret), cancellationToken));
    }
}
