using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>Carries an instance from one hub to another: its configuration and overlays, secrets as the references that they are.</summary>
internal static class TransferApi
{
    private const int Format = 1;

    public static void MapTransfer(this IEndpointRouteBuilder api)
    {
        api.MapGet("/instances/{id}/export", (string id, HubRuntime runtime) => Export(id, runtime)).Needs(Role.Administrator).Produces<InstanceExport>();
        api.MapPost("/instances/import", ImportAsync).Accepts<InstanceExport>("application/json").Needs(Role.Administrator).Produces<InstanceAnswer>(StatusCodes.Status201Created).NeedsWholeScope();
    }

    private static IResult Export(string id, HubRuntime runtime)
    {
        if (runtime.InstanceStore.Find(id) is not { } definition)
        {
            return Problems.NotFound($"There is no instance '{id}'.");
        }

        var streams = runtime.Plugins.Find(definition.Connector)?.Descriptor.Streams ?? [];
        var overlays = streams.Select(s => (s.Id, runtime.Mappings.Find(id, s.Id)?.Overlay)).Where(o => o.Overlay is not null).ToDictionary(o => o.Id, o => o.Overlay!, StringComparer.Ordinal);
        var own = definition with { AddedAt = default, FromFile = false, Resets = 0, Removing = null };
        return Results.Json(new InstanceExport(Format, own, overlays), ApiJson.Default.InstanceExport);
    }

    private static async Task<IResult> ImportAsync(JsonElement body, HttpContext http, HubRuntime runtime, CancellationToken ct)
    {
        // The format first: what a newer hub wrote need not have the shape that this one reads.
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("format", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var format))
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "The document is no export of an instance: 'format' is missing. Write one with 'plutora instance export'.");
        }

        if (format != Format)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, $"The export has format {format}, this hub reads {Format}. {(format > Format ? "Import it into the hub version that wrote it, or a newer one." : "Export it again.")}");
        }

        InstanceExport import;
        try
        {
            import = body.Deserialize(ApiJson.Default.InstanceExport)!;
        }
        catch (JsonException broken)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, $"The document is no export of an instance: {broken.Message}");
        }

        if (import.Definition is null)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "The document is no export of an instance: 'definition' is missing.");
        }

        var definition = import.Definition with { AddedAt = default, FromFile = false, Resets = 0, Removing = null };
        AuditFilter.Note(http, definition.Id, $"connector {definition.Connector}");
        if (runtime.InstanceStore.Find(definition.Id) is not null)
        {
            return Problems.Of(StatusCodes.Status409Conflict, $"Instance '{definition.Id}' exists. Remove it first, or change the id in the export.");
        }

        if (runtime.Plugins.Find(definition.Connector) is { } plugin && definition.OptionsVersion != plugin.Descriptor.Options.Version)
        {
            definition = definition with { Options = plugin.Connector.MigrateOptions(definition.Options, definition.OptionsVersion) };
        }

        var faults = (await runtime.Instances.PutAsync(definition, ct)).ToList();
        if (faults.Count > 0)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, $"Instance '{definition.Id}' cannot be imported.", faults);
        }

        foreach (var (stream, overlay) in import.Overlays ?? new Dictionary<string, string>())
        {
            faults.AddRange((await runtime.Mappings.ActivateAsync(definition.Id, stream, overlay, ct)).Select(f => $"{f.File}({f.Line},{f.Column}): {f.Message}"));
        }

        return faults.Count == 0
            ? Results.Json(InstanceAnswer.Of(runtime.InstanceStore.Find(definition.Id)!, http, runtime), ApiJson.Default.InstanceAnswer, statusCode: StatusCodes.Status201Created)
            : Problems.Of(StatusCodes.Status422UnprocessableEntity, $"Instance '{definition.Id}' was imported, but not all of its overlays run on this connector's mappings.", faults);
    }
}

/// <summary>An instance as it is carried from one hub to another.</summary>
/// <param name="Format">Version of this form.</param>
/// <param name="Definition">Its configuration.</param>
/// <param name="Overlays">Overlays of its mappings, by stream.</param>
internal sealed record InstanceExport(int Format, InstanceDefinition Definition, IReadOnlyDictionary<string, string>? Overlays);
