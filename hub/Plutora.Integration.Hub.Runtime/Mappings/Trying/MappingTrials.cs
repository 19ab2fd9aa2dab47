using System.Buffers;
using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Mapping;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Mappings.Trying;

/// <summary>Tries an overlay on a stored record, as one writes it; nothing is kept or changed.</summary>
/// <param name="mappings">The mappings.</param>
/// <param name="instances">The instances.</param>
/// <param name="connectorOf">Descriptor of a connector by its id.</param>
/// <param name="records">The stored records.</param>
/// <param name="time">The clock.</param>
public sealed class MappingTrials(MappingRegistry mappings, InstanceStore instances, Func<string, ConnectorDescriptor?> connectorOf, RecordReader records, TimeProvider time)
{
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    /// <summary>The secret that keys people; set before the first trial.</summary>
    internal ReadOnlyMemory<byte> PersonSecret { get; set; }

    /// <summary>Compiles an overlay and maps a record by it.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="overlay">The overlay; null tries the base alone.</param>
    /// <param name="record">Raw key of the record; null takes the first one that is stored.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <returns>The trial; null where the stream has no mapping.</returns>
    public async Task<MappingTrial?> RunAsync(string instance, string stream, string? overlay, string? record, CancellationToken cancellationToken)
    {
        if (await mappings.CompileAsync(instance, stream, overlay, cancellationToken).ConfigureAwait(false) is not { } compilation)
        {
            return null;
        }

        var key = record ?? (await records.KeysAsync(instance, stream, "", 1, cancellationToken).ConfigureAwait(false) is [var first, ..] ? first : null);
        if (key is null || await records.FindAsync($"{instance}/{stream}/{key}", null, cancellationToken).ConfigureAwait(false) is not { Record.Deleted: false } stored)
        {
            return new(compilation.Faults, null, null, null, null);
        }

        var trial = new MappingTrial(compilation.Faults, key, JsonElement.Parse(stored.Record.Json.Span), null, null);
        if (compilation.Mapping is not { } mapping)
        {
            return trial;
        }

        using var most = new CancellationTokenSource(MostTime, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, most.Token);
        try
        {
            var partial = instances.Find(instance) is { } definition && connectorOf(definition.Connector)?.Streams.FirstOrDefault(s => s.Id == stream)?.Partial == true;
            var input = new MappingRecord(stored.Record.Json, stored.Record.Time, partial);

            // Off the thread that serves: what an expression asks for may take all of its time.
            var result = await Task.Run(() => mapping.Map(input, new(instance, PersonSecret), limited.Token), limited.Token).ConfigureAwait(false);
            return trial with { Result = Written(result) };
        }
        catch (MappingException fault)
        {
            return trial with { Failure = fault.Message };
        }
        catch (OperationCanceledException) when (most.IsCancellationRequested)
        {
            return trial with { Failure = $"It took longer than {MostTime.TotalSeconds} s." };
        }
    }

    private static JsonElement Written(MappingResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("entities");
            foreach (var entity in result.Entities)
            {
                Write(writer, entity);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("links");
            foreach (var link in result.Links)
            {
                writer.WriteStartObject();
                writer.WriteString("relation", link.Relation);
                writer.WritePropertyName("from");
                writer.WriteRawValue(link.From.Span);
                writer.WritePropertyName("to");
                writer.WriteRawValue(link.To.Span);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("unmapped");
            foreach (var (table, value) in result.Unmapped)
            {
                writer.WriteStartObject();
                writer.WriteString("table", table);
                writer.WriteString("value", value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, MappedEntity entity)
    {
        writer.WriteStartObject();
        writer.WriteString("id", entity.Id.ToString());
        if (entity.Mention)
        {
            writer.WriteBoolean("mention", true);
        }

        if (entity.Deleted)
        {
            writer.WriteBoolean("deleted", true);
        }

        writer.WriteStartArray("aliases");
        foreach (var alias in entity.Aliases)
        {
            writer.WriteStringValue(alias.Alias);
        }

        writer.WriteEndArray();
        if (entity.Fields.Length > 0)
        {
            writer.WritePropertyName("fields");
            writer.WriteRawValue(entity.Fields.Span);
        }

        writer.WriteEndObject();
    }
}
