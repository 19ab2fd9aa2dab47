using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Declarative.Reading;

/// <summary>Makes the records of a page: those that the stream wants, each with its detail where a request gives it.</summary>
internal sealed class ItemReader(StreamSpec stream, HttpTool tool)
{
    private readonly RecordMaker _maker = new(stream);
    private readonly bool _usesResponse = Uses(stream, "response");

    public async Task<IReadOnlyList<Made>> MakeAsync(HttpPage page, Partition part, CancellationToken cancellationToken)
    {
        var scope = _usesResponse && page.Items.Count > 0 ? part.Scope.With("response", Requests.Body(page.Response.Body).Value) : part.Scope;
        var made = new List<Made>(page.Items.Count);
        foreach (var item in page.Items)
        {
            if (stream.Where is { } where && !where.Holds(JsonataInput.Parse(item), scope, cancellationToken))
            {
                continue;
            }

            if (stream.Detail is not { } detail)
            {
                made.Add(_maker.Make(item, scope, part.Container));
                continue;
            }

            var own = scope.With("item", JsonataInput.Parse(item).Value);
            if (await DetailAsync(detail, own, cancellationToken).ConfigureAwait(false) is { } found)
            {
                made.AddRange(found.Select(record => _maker.Make(record, own, part.Container)));
            }
        }

        return made;
    }

    // What is gone between the list and its detail is told by the next scan or its own deletion, and is no failure of the read.
    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> DetailAsync(DetailSpec detail, Scope scope, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await tool.SendAsync(Requests.Of(detail.Request, scope), cancellationToken).ConfigureAwait(false);
            return answer.Ignored ? null : Selection.Of(detail.Select, answer.Body, scope);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    private static bool Uses(StreamSpec stream, string variable)
    {
        Expression?[] all = [stream.Where, stream.Make, stream.Record.Id, stream.Record.Version, stream.Record.Time, stream.Record.Container, stream.Record.Deleted, stream.Cursor?.From];
        return all.OfType<Expression>().Any(e => e.Variables.Any(v => v.Name == variable));
    }
}
