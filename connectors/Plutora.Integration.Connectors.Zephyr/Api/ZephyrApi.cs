using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Zephyr.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;
using Plutora.Integration.Sdk.Http.Pagination;
using RestSharp;

namespace Plutora.Integration.Connectors.Zephyr.Api;

/// <summary>One Zephyr Scale as one account sees it.</summary>
internal sealed class ZephyrApi : IDisposable
{
    private const int Most = 1_000;

    private readonly HttpTool _tool;
    private readonly TimeProvider _time;
    private readonly int _size;

    public ZephyrApi(ZephyrOptions options, ConnectorContext context)
    {
        (_time, _size) = (context.Time, options.PageSize);
        _tool = new(
            new()
            {
                BaseAddress = new(options.BaseAddress.TrimEnd('/') + "/"),
                Authentication = new BearerAuthentication(options.Token),
                Secrets = [options.Token],
                Headers = new Dictionary<string, string> { ["Accept"] = "application/json" },
                Budget = options.RequestsPerMinute,
                BudgetWindow = TimeSpan.FromMinutes(1),
            },
            context);
    }

    /// <summary>What the tool said last of its limits.</summary>
    public IReadOnlyList<RateLimit> RateLimits => _tool.RateLimits;

    /// <summary>Address of the API, for people.</summary>
    public Uri Base => _tool.Options.BaseAddress;

    /// <summary>Now, by the hub's clock.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Asks for one object; null where there is none, or none that the account may see.</summary>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _tool.SendAsync(new(path), cancellationToken).ConfigureAwait(false);
            return RawItems.At(answer.Body);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Asks for a list, page by page.</summary>
    /// <param name="path">Path of the list.</param>
    /// <param name="query">Parameters beside those of paging.</param>
    /// <param name="size">Items a page at most; null for as many as the options say.</param>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async IAsyncEnumerable<HttpPage> ListAsync(string path, IReadOnlyDictionary<string, string> query, int? size = null, long offset = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var paging = new OffsetPagination("startAt", "maxResults", Math.Min(size ?? _size, _size)) { End = PageEnd.Total("total") };
        var first = paging.First(new HttpToolRequest(path) { Query = query }).With("startAt", offset.ToString(CultureInfo.InvariantCulture));
        await foreach (var page in _tool.ResumePagesAsync(first, paging, body => RawItems.Of(body, "values"), cancellationToken).ConfigureAwait(false))
        {
            yield return page;
        }
    }

    /// <summary>The names that a stream's records need.</summary>
    public async Task<Names> NamesAsync(string stream, string project, CancellationToken cancellationToken) => new(
        await NamesOfAsync("statuses", project, cancellationToken).ConfigureAwait(false),
        stream == ZephyrStreams.Case ? await NamesOfAsync("priorities", project, cancellationToken).ConfigureAwait(false) : new Dictionary<long, string>(),
        stream == ZephyrStreams.Execution ? await NamesOfAsync("environments", project, cancellationToken).ConfigureAwait(false) : new Dictionary<long, string>());

    /// <summary>Names of the statuses that an execution may have in a project.</summary>
    public async Task<IReadOnlyList<string>> ResultsAsync(string project, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await foreach (var page in ListAsync("statuses", new Dictionary<string, string> { ["projectKey"] = project, ["statusType"] = "TEST_EXECUTION" }, Most, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            found.AddRange(page.Items.Select(Named).Where(n => n.Name is not null).Select(n => n.Name!));
        }

        return found;
    }

    /// <summary>Creates something.</summary>
    /// <returns>What Zephyr answered; null where it said nothing.</returns>
    public async Task<JsonObject?> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await _tool.SendAsync(new(path) { Method = Method.Post, JsonBody = body.ToJsonString() }, cancellationToken).ConfigureAwait(false);
        try
        {
            return answer.Body.IsEmpty ? null : JsonNode.Parse(answer.Body.Span) as JsonObject;
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Ambiguous($"POST {path} was answered with what is not JSON.", fault);
        }
    }

    public void Dispose() => _tool.Dispose();

    private async Task<Dictionary<long, string>> NamesOfAsync(string path, string project, CancellationToken cancellationToken)
    {
        var names = new Dictionary<long, string>();
        await foreach (var page in ListAsync(path, new Dictionary<string, string> { ["projectKey"] = project }, Most, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            foreach (var (id, name) in page.Items.Select(Named))
            {
                if (id is { } known && name is not null)
                {
                    names[known] = name;
                }
            }
        }

        return names;
    }

    private static (long? Id, string? Name) Named(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var element = document.RootElement;
        return element.ValueKind == JsonValueKind.Object
            ? (element.TryGetProperty("id", out var id) && id.TryGetInt64(out var number) ? number : null, element.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null)
            : (null, null);
    }
}
