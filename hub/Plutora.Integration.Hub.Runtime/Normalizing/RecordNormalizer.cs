using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Mapping;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>Turns one raw record into changes of entities: guard, map, contribute, withdraw.</summary>
internal sealed class RecordNormalizer(InstanceStore instances, Func<string, ConnectorDescriptor?> connectorOf, MappingRegistry mappings, EntityOwner owner, byte[] personSecret)
{
    /// <summary>Normalizes a record within a batch.</summary>
    /// <param name="batch">The batch's state and transaction.</param>
    /// <param name="raw">The record.</param>
    /// <param name="rawKey">Its key in the log.</param>
    /// <param name="replayed">True when it is mapped again because the mapping changed (rule 13 of state).</param>
    /// <param name="cancellationToken">Ends the work before the batch commits.</param>
    /// <exception cref="MappingException">The record cannot be mapped: it alone is set aside.</exception>
    public async ValueTask NormalizeAsync(BatchState batch, RawRecord raw, string rawKey, bool replayed, CancellationToken cancellationToken)
    {
        var (stream, order) = Stream(raw);
        var stamp = new RecordStamp(raw.Record.Version, VersionGuard.InstantOf(stream, raw.Record.Version), raw.OrderedAt, raw.Record.Time, raw.ReceivedAt);
        var hash = Convert.ToBase64String(SHA256.HashData(raw.Record.Json.Span));
        var recordKey = $"{raw.Instance}/{raw.Record.Stream}/{rawKey}";
        var known = await batch.RecordAsync(recordKey, cancellationToken).ConfigureAwait(false);
        var active = mappings.Find(raw.Instance, raw.Record.Stream);
        if (known is not null && !Stands(stream, known, stamp, hash, raw, active?.Number ?? 0))
        {
            return;
        }

        var result = raw.Record.Deleted || active is null ? MappingResult.Nothing : Map(active, raw, stream, cancellationToken);
        var addedAt = instances.Find(raw.Instance)?.AddedAt ?? DateTimeOffset.MinValue;
        var change = new ChangeContext(raw.Instance, stamp, active?.Number ?? 0, replayed ? EventCause.Replay : CauseRule.Of(raw, addedAt), raw.TraceParent);
        var entities = await ContributeAsync(batch, raw, recordKey, order, result, change, cancellationToken).ConfigureAwait(false);
        foreach (var gone in (known?.Entities ?? []).Except(entities, StringComparer.Ordinal))
        {
            await owner.WithdrawAsync(batch, EntityId.Parse(gone), recordKey, change, cancellationToken).ConfigureAwait(false);
        }

        var state = new RecordState
        {
            Stamp = stamp,
            Hash = hash,
            MappingVersion = change.MappingVersion,
            Entities = entities,
            Deleted = raw.Record.Deleted,
            Container = raw.Record.Container,
            SeenAt = raw.OrderedAt,
        };
        batch.Put(recordKey, state, raw.Record.Id);
    }

    private static bool Stands(StreamDescriptor stream, RecordState known, RecordStamp stamp, string hash, RawRecord raw, int activation)
    {
        // A deletion that was told without a version is undone by anything received after it (rule 15).
        if (known.Deleted && !raw.Record.Deleted && known.Stamp.Version is null)
        {
            return stamp.OrderedAt >= known.Stamp.OrderedAt;
        }

        var knownHash = known.Deleted == raw.Record.Deleted ? known.Hash : "";
        return VersionGuard.Judge(stream, stamp, hash, known.Stamp, knownHash) switch
        {
            GuardVerdict.Newer => true,
            GuardVerdict.Repetition => activation > known.MappingVersion,
            _ => false,
        };
    }

    private (StreamDescriptor Stream, int Order) Stream(RawRecord raw)
    {
        var connector = instances.Find(raw.Instance) is { } definition ? connectorOf(definition.Connector) : null;
        for (var order = 0; order < (connector?.Streams.Count ?? 0); order++)
        {
            if (connector!.Streams[order].Id == raw.Record.Stream)
            {
                return (connector.Streams[order], order);
            }
        }

        throw new MappingException($"Instance '{raw.Instance}' or its stream '{raw.Record.Stream}' is not there any more. Add it again and replay the dead letter.");
    }

    private MappingResult Map(ActiveMapping active, RawRecord raw, StreamDescriptor stream, CancellationToken cancellationToken) =>
        active.Mapping.Map(new(raw.Record.Json, raw.Record.Time, stream.Partial), new(raw.Instance, personSecret), cancellationToken);

    private async ValueTask<IReadOnlyList<string>> ContributeAsync(
        BatchState batch, RawRecord raw, string recordKey, int order, MappingResult result, ChangeContext change, CancellationToken cancellationToken)
    {
        var stream = $"{raw.Instance}/{raw.Record.Stream}";
        var entities = new List<string>(result.Entities.Count + result.Links.Count);
        foreach (var entity in result.Entities)
        {
            var contribution = new Contribution
            {
                Stream = stream,
                StreamOrder = order,
                RawKey = recordKey,
                Mention = entity.Mention,
                Stamp = change.Stamp,
                MappingVersion = change.MappingVersion,
                Fields = Fields(entity.Fields),
                Aliases = [.. entity.Aliases.Select(a => new AliasStatement(a.Alias, a.Scope switch { null => raw.Instance, "*" => "", var scope => scope }))],
            };
            await owner.ContributeAsync(batch, entity.Id, entity.Mention ? stream : recordKey, contribution, change, cancellationToken).ConfigureAwait(false);
            if (!entity.Mention)
            {
                entities.Add(entity.Id.ToString());
            }
        }

        foreach (var link in result.Links)
        {
            var id = LinkId(raw.Instance, link);
            var contribution = new Contribution
            {
                Stream = stream,
                StreamOrder = order,
                RawKey = recordKey,
                Stamp = change.Stamp,
                MappingVersion = change.MappingVersion,
                Fields = Fields(link),
            };
            await owner.ContributeAsync(batch, id, recordKey, contribution, change, cancellationToken).ConfigureAwait(false);
            entities.Add(id.ToString());
        }

        return entities;
    }

    // A link's id follows from what it says (rule 23 of state).
    private static EntityId LinkId(string instance, MappedLink link)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(link.Relation + '\0'));
        hash.AppendData(link.From.Span);
        hash.AppendData([0]);
        hash.AppendData(link.To.Span);
        return new(instance, "link", Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)));
    }

    private static Dictionary<string, JsonElement> Fields(MappedLink link) => new(StringComparer.Ordinal)
    {
        ["relation"] = JsonSerializer.SerializeToElement(link.Relation, Storage.RuntimeJson.Default.String),
        ["from"] = JsonElement.Parse(link.From.Span),
        ["to"] = JsonElement.Parse(link.To.Span),
    };

    private static Dictionary<string, JsonElement> Fields(ReadOnlyMemory<byte> json) =>
        JsonElement.Parse(json.Span).EnumerateObject().ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
}
