using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Declarative.Reading;

/// <summary>A part of a stream: one list.</summary>
/// <param name="Key">What tells it apart; empty where the stream is one list.</param>
/// <param name="Scope">The variables, <c>$parent</c> among them.</param>
internal sealed record Partition(string Key, Scope Scope)
{
    /// <summary>The container of records that say none themselves.</summary>
    public string? Container => Key.Length == 0 ? null : Key;
}

/// <summary>Finds the parts of a stream: one, one for each item of an option, or one for each record of its parent.</summary>
internal sealed class Partitions(IReadOnlyDictionary<string, StreamSpec> streams, HttpTool tool, Scope options)
{
    public async IAsyncEnumerable<Partition> OfAsync(StreamSpec stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (stream.Parent is not { } parent)
        {
            yield return new("", options);
            yield break;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (value, id) in ParentsAsync(parent, cancellationToken).ConfigureAwait(false))
        {
            var input = JsonataInput.From(value);
            if (parent.Where?.Holds(input, options, cancellationToken) == false)
            {
                continue;
            }

            var key = parent.Key is { } expression ? expression.Text(input, options, cancellationToken) : id;
            if (string.IsNullOrEmpty(key))
            {
                throw ConnectorException.Permanent($"A parent of stream '{stream.Descriptor.Id}' has no key: say one by 'key'.");
            }

            if (seen.Add(key))
            {
                yield return new(key, options.With("parent", value));
            }
        }
    }

    private IAsyncEnumerable<(JsonataValue Value, string? Id)> ParentsAsync(ParentSpec parent, CancellationToken cancellationToken) =>
        parent.Items is { } items ? Items(items.Evaluate(JsonataInput.Undefined, options, cancellationToken)).ToAsyncEnumerable() : RecordsAsync(streams[parent.Stream!], cancellationToken);

    private static IEnumerable<(JsonataValue Value, string? Id)> Items(JsonataValue value) => value.Kind switch
    {
        JsonataKind.Undefined or JsonataKind.Null => [],
        JsonataKind.Array => value.Items.Select(i => (i, (string?)i.ToString())),
        _ => [(value, value.ToString())],
    };

    private async IAsyncEnumerable<(JsonataValue Value, string? Id)> RecordsAsync(StreamSpec stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = new ItemReader(stream, tool);
        await foreach (var part in OfAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            var first = stream.Paging.First(Requests.Of(stream.Request!, part.Scope));
            await foreach (var page in tool.ResumePagesAsync(first, stream.Paging, body => Selection.Of(stream.Select, body, part.Scope), cancellationToken).ConfigureAwait(false))
            {
                foreach (var made in await items.MakeAsync(page, part, cancellationToken).ConfigureAwait(false))
                {
                    if (made.Record is { Deleted: false } record)
                    {
                        yield return (JsonataInput.Parse(record.Json).Value, record.Id);
                    }
                }
            }
        }
    }
}
