using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Connectors.Declarative.Options;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Declarative.Reading;

/// <summary>Makes the records of a page: those that the stream wants, each with its detail and what is looked up for it.</summary>
internal sealed class ItemReader(StreamSpec stream, Tools tools)
{
    private readonly RecordMaker _maker = new(stream);
    private readonly bool _usesResponse = Uses(stream, "response");
    private readonly bool _usesHeaders = Uses(stream, "headers");

    public async Task<IReadOnlyList<Made>> MakeAsync(HttpPage page, Partition part, CancellationToken cancellationToken)
    {
        var scope = _usesResponse && page.Items.Count > 0 ? part.Scope.With("response", Requests.Body(page.Response.Body).Value) : part.Scope;
        var items = page.Items.Where(item => stream.Where is not { } where || where.Holds(JsonataInput.Parse(item), scope, cancellationToken)).ToArray();
        var made = new List<Made>(items.Length);
        if (stream.Detail is not { } detail)
        {
            scope = WithHeaders(scope, page.Response);
            foreach (var item in items)
            {
                made.Add(_maker.Make(item, await LookedUpAsync(scope, item, cancellationToken).ConfigureAwait(false), part.Container));
            }

            return made;
        }

        foreach (var asked in items.Select(item => JsonataInput.Parse(item).Value).Chunk(detail.Batch))
        {
            var own = detail.Batch == 1 ? scope.With("item", asked[0]) : scope.With("items", JsonataValue.From(asked));
            if (await AskAsync(detail.Request, own, null, cancellationToken).ConfigureAwait(false) is not { } answer)
            {
                continue;
            }

            own = WithHeaders(own, answer);
            foreach (var record in Selection.Of(detail.Select, answer.Body, own))
            {
                made.Add(_maker.Make(record, await LookedUpAsync(own, record, cancellationToken).ConfigureAwait(false), part.Container));
            }
        }

        return made;
    }

    private async Task<Scope> LookedUpAsync(Scope scope, ReadOnlyMemory<byte> item, CancellationToken cancellationToken)
    {
        if (stream.Lookups.Count == 0)
        {
            return scope;
        }

        var (input, answers) = (JsonataInput.Parse(item), new Dictionary<string, JsonataValue>());
        scope = scope.With("answers", JsonataValue.From(answers));
        foreach (var lookup in stream.Lookups.Where(l => l.When is null || l.When.Holds(input, scope, cancellationToken)))
        {
            if (await AskAsync(lookup.Request, scope, input, cancellationToken).ConfigureAwait(false) is { } answer)
            {
                answers[lookup.Name!] = Answered(answer.Body);
                scope = scope.With("answers", JsonataValue.From(answers));
            }
        }

        return scope;
    }

    // What is gone between the list and its detail is told by the next scan or its own deletion, and is no failure of the read.
    private async Task<HttpToolResponse?> AskAsync(RequestSpec request, Scope scope, JsonataInput? input, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await tools.For(request).SendAsync(Requests.Of(request, scope, input), cancellationToken).ConfigureAwait(false);
            return answer.Ignored ? null : answer;
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    // A page to sign in or half a document would else become part of the record.
    private static JsonataValue Answered(ReadOnlyMemory<byte> body)
    {
        if (!body.IsEmpty)
        {
            RawItems.At(body);
        }

        return Requests.Body(body).Value;
    }

    private Scope WithHeaders(Scope scope, HttpToolResponse answer) => _usesHeaders ? scope.With("headers", Requests.Headers(answer.Headers)) : scope;

    private static bool Uses(StreamSpec stream, string variable)
    {
        Expression?[] all = [stream.Where, stream.Make, stream.Record.Id, stream.Record.Version, stream.Record.Time, stream.Record.Container, stream.Record.Deleted, stream.Cursor?.From];
        return all.OfType<Expression>().Any(e => e.Variables.Any(v => v.Name == variable));
    }
}
