using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;
using Plutora.Integration.Sdk.Http.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using RestSharp;

namespace Plutora.Integration.Connectors.ServiceNow.Api;

/// <summary>One ServiceNow as one account sees it: the Table API, credentials, what its errors mean.</summary>
internal sealed class ServiceNowApi : IDisposable
{
    private readonly OAuth2Authentication? _oauth;
    private readonly TimeProvider _time;

    public ServiceNowApi(ServiceNowOptions options, ConnectorContext context)
    {
        _time = context.Time;
        var address = new Uri(options.BaseAddress.TrimEnd('/') + "/");
        _oauth = options.ClientId is { Length: > 0 } client
            ? new(new() { TokenEndpoint = new(address, "oauth_token.do"), ClientId = client, ClientSecret = options.ClientSecret, RefreshToken = options.RefreshToken, BasicClient = false }, context.Time)
            : null;
        Tool = new(
            new()
            {
                BaseAddress = address,
                Authentication = _oauth is not null ? _oauth : new BasicAuthentication(options.User ?? "", options.Password ?? ""),
                Secrets = [.. new[] { options.Password, options.ClientSecret, options.RefreshToken }.OfType<string>()],
                Headers = new Dictionary<string, string> { ["Accept"] = "application/json" },
                Errors = [Refused],
                Budget = options.RequestsPerHour,
            },
            context);
    }

    public HttpTool Tool { get; }

    /// <summary>Address of the instance, for people.</summary>
    public Uri Base => Tool.Options.BaseAddress;

    /// <summary>Now, by the hub's clock.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    // A business rule or a data policy that stops a change, and a field that must be filled, are told with 403 as a missing permission is.
    private static HttpErrorRule Refused { get; } = new(HttpErrorMeaning.Fail) { Statuses = [403], When = answer => Says(answer, "aborted by", "Data Policy", "mandatory", "Operation Failed") };

    // An instance that sleeps or is upgraded answers with a page for people.
    private static HttpErrorRule Page { get; } = new(HttpErrorMeaning.Retry)
    {
        Statuses = [200],
        When = answer => answer.Headers.GetValueOrDefault("content-type")?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true,
        Message = "a page for people and no JSON: the instance hibernates, is being upgraded, or the address is not that of a ServiceNow",
    };

    /// <summary>Path of a table.</summary>
    public static string Table(string table) => $"api/now/table/{table}";

    /// <summary>Path of a row.</summary>
    public static string Row(string table, string id) => $"api/now/table/{table}/{Uri.EscapeDataString(id)}";

    /// <summary>Asks for rows; one table's missing permission or absence is no matter of the credentials, and stops its stream alone.</summary>
    /// <param name="table">The table.</param>
    /// <param name="query">Which rows, in which order.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="columns">Columns; empty for all.</param>
    /// <param name="optional">True where the connector goes without a table that it may not read: the answer is then <see cref="HttpToolResponse.Ignored"/>.</param>
    public static HttpToolRequest Rows(string table, EncodedQuery query, int limit, IReadOnlyList<string> columns, bool optional = false)
    {
        var parameters = new Dictionary<string, string>
        {
            ["sysparm_query"] = query.Text,
            ["sysparm_limit"] = limit.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["sysparm_display_value"] = "all",
        };
        if (columns.Count > 0)
        {
            parameters["sysparm_fields"] = string.Join(',', columns);
        }

        return new(Table(table)) { Query = parameters, Errors = Errors(table, optional) };
    }

    /// <summary>A row as it is now.</summary>
    /// <exception cref="ConnectorException">NotFound, when there is none, or none that the account may see.</exception>
    public async Task<JsonDocument> RowAsync(string table, string id, CancellationToken cancellationToken)
    {
        var answer = await Tool.SendAsync(new HttpToolRequest(Row(table, id)) { Errors = Errors(table, optional: false) }.With("sysparm_display_value", "all"), cancellationToken).ConfigureAwait(false);
        return ToolJson.Parse(answer.Body, $"GET {Row(table, id)}");
    }

    /// <summary>The first rows that fulfil a query.</summary>
    public async Task<JsonDocument> RowsAsync(string table, EncodedQuery query, int limit, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var answer = await Tool.SendAsync(Rows(table, query, limit, columns), cancellationToken).ConfigureAwait(false);
        return ToolJson.Parse(answer.Body, $"GET {Table(table)}");
    }

    /// <summary>Whether the account may read a table, and there is one.</summary>
    public async Task<bool> MayReadAsync(string table, EncodedQuery query, CancellationToken cancellationToken)
    {
        var answer = await Tool.SendAsync(Rows(table, query, 1, ["sys_id"], optional: true), cancellationToken).ConfigureAwait(false);
        if (answer.Ignored)
        {
            return false;
        }

        // What answers without rows is no ServiceNow.
        _ = RawItems.Of(answer.Body, "result");
        return true;
    }

    /// <summary>Changes something.</summary>
    /// <returns>The row as it is afterwards, with values and labels.</returns>
    public async Task<JsonDocument> ChangeAsync(Method method, string path, JsonObject body, CancellationToken cancellationToken)
    {
        var request = new HttpToolRequest(path) { Method = method, JsonBody = body.ToJsonString() }.With("sysparm_display_value", "all");
        var answer = await Tool.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return ToolJson.Parse(answer.Body, $"{method.ToString().ToUpperInvariant()} {path}");
        }
        catch (ConnectorException fault)
        {
            throw ConnectorException.Ambiguous(fault.Message, fault);
        }
    }

    public void Dispose()
    {
        Tool.Dispose();
        _oauth?.Dispose();
    }

    // Of what is asked for, and not of changes: a page that answers a change says not whether it was made.
    private static HttpErrorRule[] Errors(string table, bool optional) =>
    [
        Page,
        new(optional ? HttpErrorMeaning.Ignore : HttpErrorMeaning.Fail)
        {
            Statuses = [403],
            When = answer => answer.Headers.GetValueOrDefault("retry-after") is null,
            Message = $"the account may not read the table {table}; the README lists the roles that it needs",
        },
        new(optional ? HttpErrorMeaning.Ignore : HttpErrorMeaning.Fail) { Statuses = [400], When = answer => Says(answer, "Invalid table"), Message = $"this instance has no table {table}: what brings it is not installed. Leave the stream out or install it" },
    ];

    private static bool Says(HttpToolResponse answer, params ReadOnlySpan<string> words)
    {
        var text = System.Text.Encoding.UTF8.GetString(answer.Body.Span);
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
