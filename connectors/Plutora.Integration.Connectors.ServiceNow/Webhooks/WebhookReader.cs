using System.Text.Json;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.ServiceNow.Webhooks;

/// <summary>Turns what the business rule of the README sends into records: <c>{"table", "operation", "at", "record"}</c>, the record with values and labels.</summary>
internal static class WebhookReader
{
    /// <exception cref="ConnectorException">Permanent, with the place, when the body is not what the business rule sends.</exception>
    public static ReceiveResult Read(ReceiveRequest request)
    {
        if (request.Kind != ReceiveKind.Webhook)
        {
            throw ConnectorException.Permanent("The ServiceNow connector takes webhooks and no uploaded files.");
        }

        using var payload = Parse(request.Body);
        var root = payload.RootElement;
        if (root.Value("table") is not { } table || root.Value("operation") is not { } operation || root.Object("record") is not { } row)
        {
            throw ConnectorException.Permanent("The delivery lacks table, operation or record, which the business rule of the README sends.");
        }

        var exact = ServiceNowStreams.OfTable(table);
        if ((exact ?? ServiceNowStreams.OfClass(table)) is not { } of)
        {
            return ReceiveResult.Ignore($"The table '{table}' is not among those that this connector reads.");
        }

        return operation switch
        {
            "delete" => ReceiveResult.Of(RecordMaker.Deletion(of.Stream, row.RequiredValue("sys_id", "$.record"), InstanceTime.Read(root.Value("at")), row.Bytes())),
            not ("insert" or "update") => ReceiveResult.Ignore($"The operation '{operation}' is none of insert, update and delete."),

            // A row of a class has columns of its own, which a read of the table that it extends does not tell.
            _ when exact is null => new() { ReadStreams = [of.Stream] },
            _ => ReceiveResult.Of(RecordMaker.Make(of.Stream, row, row.Bytes(), "$.record")) with { ReadStreams = ServiceNowStreams.WithHistory.Contains(of) ? [ServiceNowStreams.Audit] : [] },
        };
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Permanent($"The delivery is not valid JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}: {fault.Message}", fault);
        }
    }
}
