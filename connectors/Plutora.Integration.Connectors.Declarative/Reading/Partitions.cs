using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Connectors.Declarative.Options;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

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
internal sealed class Partitions(IReadOnlyDictionary<string, StreamSpec> streams, Tools tools, Scope options, TimeProvider time)
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
        parent.Items is { } items ? Items(items.Evaluate(JsonataInput.Undefined, options, cancellationToken)).ToAsyncEnumerable() : RecordsAsync(streams[parent.Stream!], parent.Window, cancellationToken);

    private static IEnumerable<(JsonataValue Value, string? Id)> Items(JsonataValue value) => value.Kind switch
    {
        JsonataKind.Undefined or JsonataKind.Null => [],
        JsonataKind.Array => value.Items.Select(i => (i, (string?)i.ToString())),
        _ => [(value, value.ToString())],
    };

    private async IAsyncEnumerable<(JsonataValue Value, string? Id)> RecordsAsync(StreamSpec stream, TimeSpan? window, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new StreamWalk(stream, tools);
        var request = new ReadRequest
        {
            Stream = stream.Descriptor.Id,
            Mode = window is null ? ReadMode.FullScan : ReadMode.Incremental,
            Since = window is { } recent ? time.GetUtcNow() - recent : null,
        };
        await foreach (var part in OfAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var step in walk.WalkAsync(request, part, ReadState.Start, cancellationToken).ConfigureAwait(false))
            {
                foreach (var record in step.Made.Select(m => m.Record).OfType<SourceRecord>().Where(r => !r.Deleted))
                {
                    yield return (JsonataInput.Parse(record.Json).Value, record.Id);
                }
            }
        }
    }
}
