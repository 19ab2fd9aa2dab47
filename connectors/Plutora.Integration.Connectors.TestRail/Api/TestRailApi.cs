using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;
using Plutora.Integration.Sdk.Http.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using RestSharp;

namespace Plutora.Integration.Connectors.TestRail.Api;

/// <summary>One TestRail as one account sees it: API v2, whose methods stand behind the question mark of <c>index.php</c>, and what its errors mean.</summary>
internal sealed class TestRailApi : IDisposable
{
    private readonly HttpTool _tool;
    private readonly TimeProvider _time;
    private readonly int _most;

    public TestRailApi(TestRailOptions options, ConnectorContext context)
    {
        (_time, _most) = (context.Time, options.PageSize);
        _tool = new(
            new()
            {
                BaseAddress = new(options.BaseAddress.TrimEnd('/') + "/"),
                Authentication = new BasicAuthentication(options.User, options.ApiKey),
                Secrets = [options.ApiKey],
                Headers = new Dictionary<string, string> { ["Accept"] = "application/json" },
                Errors = [Maintained],
                Budget = options.RequestsPerMinute,
                BudgetWindow = TimeSpan.FromMinutes(1),
            },
            context);
    }

    /// <summary>What the tool said last of its limits.</summary>
    public IReadOnlyList<RateLimit> RateLimits => _tool.RateLimits;

    /// <summary>Address of TestRail, for people.</summary>
    public Uri Base => _tool.Options.BaseAddress;

    /// <summary>Now, by the hub's clock.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    // TestRail Cloud writes nothing while it is backed up.
    private static HttpErrorRule Maintained { get; } = new(HttpErrorMeaning.Retry) { Statuses = [409] };

    // A number that names nothing, or nothing that the account may see, is told as a wrong field.
    private static HttpErrorRule Missing { get; } = new(HttpErrorMeaning.NotFound)
    {
        Statuses = [400],
        When = answer => Encoding.UTF8.GetString(answer.Body.Span).Contains("is not a valid", StringComparison.OrdinalIgnoreCase),
    };

    private static HttpErrorRule Forbidden { get; } = new(HttpErrorMeaning.Ignore) { Statuses = [403], When = answer => !answer.Headers.ContainsKey("retry-after") };

    /// <summary>Asks for one object.</summary>
    /// <exception cref="ConnectorException">NotFound, when there is none, or none that the account may see.</exception>
    public async Task<ReadOnlyMemory<byte>> GetAsync(string method, CancellationToken cancellationToken)
    {
        var answer = await _tool.SendAsync(Request(method) with { Errors = [Missing] }, cancellationToken).ConfigureAwait(false);
        return RawItems.At(answer.Body) ?? answer.Body;
    }

    /// <summary>Asks for one object; null where there is none.</summary>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(string method, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(method, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Asks for a list, page by page.</summary>
    /// <param name="method">The method with its parameters, such as <c>get_runs/1&amp;is_completed=0</c>.</param>
    /// <param name="items">Member that holds the items of a page; before version 6.7 TestRail answers with the items alone.</param>
    /// <param name="size">Items a page at most; null for as many as the options say.</param>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async IAsyncEnumerable<ItemPage> ListAsync(string method, string items, int? size = null, long offset = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var paging = new Paging(items, Math.Min(size ?? _most, _most));
        var first = paging.First(Request(method), offset) with { Errors = [Missing] };
        await foreach (var page in _tool.ResumePagesAsync(first, paging, paging.Cut, cancellationToken).ConfigureAwait(false))
        {
            yield return new(page.Items, page.Response.AsOf);
        }
    }

    /// <summary>The whole of a short list; null where the account may not see it.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> AllAsync(string method, string items, CancellationToken cancellationToken)
    {
        var (paging, all) = (new Paging(items, _most), new List<ReadOnlyMemory<byte>>());
        await foreach (var page in _tool.ResumePagesAsync(paging.First(Request(method), 0) with { Errors = [Missing, Forbidden] }, paging, paging.Cut, cancellationToken).ConfigureAwait(false))
        {
            if (page.Response.Ignored)
            {
                return null;
            }

            all.AddRange(page.Items);
        }

        return all;
    }

    /// <summary>Changes something.</summary>
    /// <returns>What TestRail answered: an object, or a list.</returns>
    public async Task<JsonDocument> PostAsync(string method, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await _tool.SendAsync(Request(method) with { Method = Method.Post, JsonBody = body.ToJsonString() }, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonDocument.Parse(answer.Body);
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Ambiguous($"{method} was answered with what is not JSON: is a proxy or a page to sign in between?", fault);
        }
    }

    public void Dispose() => _tool.Dispose();

    private static HttpToolRequest Request(string method) => new($"index.php?/api/v2/{method}") { Name = method.Split('&')[0] };

    // From 6.7 on a page tells the next; before, lists that could be cut at all end with a page that is not full.
    private sealed class Paging(string items, int limit) : IPagination
    {
        private static readonly string[] CutBefore = ["runs", "plans", "results"];

        public IReadOnlyList<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> body) => RawItems.Of(body, IsList(body) ? "" : items);

        public HttpToolRequest First(HttpToolRequest request) => First(request, 0);

        public HttpToolRequest First(HttpToolRequest request, long offset) => At(request, offset);

        public HttpToolRequest? Next(HttpPage page)
        {
            var body = page.Response.Body;
            if (page.Response.Ignored)
            {
                return null;
            }

            if (IsList(body))
            {
                return CutBefore.Contains(items) && page.Items.Count >= limit ? At(page.Request, Offset(page.Request.Path) + page.Items.Count) : null;
            }

            return RawItems.At(body, "_links.next") is { } link && JsonSerializer.Deserialize(link.Span, LinkJson.Default.String) is { Length: > 0 } next
                ? next.StartsWith("/api/v2/", StringComparison.Ordinal) ? page.Request with { Path = "index.php?" + next } : throw ConnectorException.Permanent($"{page.Request.Name}: the next page is said to be at '{next}', which is none of TestRail's API.")
                : null;
        }

        private HttpToolRequest At(HttpToolRequest request, long offset) =>
            request with { Path = string.Create(CultureInfo.InvariantCulture, $"{request.Path.Split("&limit=")[0]}&limit={limit}&offset={offset}") };

        private static long Offset(string path) => long.Parse(path.Split("&offset=")[1], CultureInfo.InvariantCulture);

        private static bool IsList(ReadOnlyMemory<byte> body) => body.Span.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Items">The items' own bytes.</param>
/// <param name="At">When it was asked for, by the hub's clock or by TestRail's, whichever is behind.</param>
internal sealed record ItemPage(IReadOnlyList<ReadOnlyMemory<byte>> Items, DateTimeOffset At);

/// <summary>A link's JSON, made at compile time.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class LinkJson : System.Text.Json.Serialization.JsonSerializerContext;
