using System.Buffers;
using System.Text.Json;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Declarative.Reading;

/// <summary>Takes records out of what a tool sent: by names, as its own bytes; by JSONata, as what it yields.</summary>
internal static class Selection
{
    /// <summary>Every record; one that stands alone is a list of one.</summary>
    /// <param name="select">Where they are; null for all of it.</param>
    /// <param name="body">What the tool sent.</param>
    /// <param name="scope">The variables.</param>
    /// <exception cref="ConnectorException">Transient when the body is cut; permanent when it is not JSON, or there is nothing where records should be: an error is never an empty list.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(Expression? select, ReadOnlyMemory<byte> body, Scope scope)
    {
        if (body.IsEmpty)
        {
            return [];
        }

        if (select is null or { IsPath: true })
        {
            var path = string.Join('.', select?.Path ?? []);
            var found = RawItems.At(body, path) ?? throw Nothing(select!);
            return found.Span[0] == (byte)'[' ? RawItems.Of(found) : [found];
        }

        RawItems.At(body);
        var value = select.Evaluate(Requests.Body(body), scope);
        return value.Kind switch
        {
            JsonataKind.Undefined or JsonataKind.Null => throw Nothing(select),
            JsonataKind.Array => [.. value.Items.Select(Bytes)],
            _ => [Bytes(value)],
        };
    }

    /// <summary>A value as JSON.</summary>
    public static ReadOnlyMemory<byte> Bytes(JsonataValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    private static ConnectorException Nothing(Expression select) =>
        ConnectorException.Permanent($"{select.Member} at {select.Place}: '{select.Compiled.Text.Trim()}' leads nowhere in what the tool sent.");
}
