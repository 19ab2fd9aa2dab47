using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.Tools.Http;
using Acme.Company.World;

namespace Acme.Company.Tools.ServiceNow;

/// <summary>ServiceNow: the Table API over incidents, changes, people, groups and applications, basic and OAuth authentication, and the business rule that tells changes.</summary>
public sealed class ServiceNowTool : ITool
{
    private const string User = "plutora.integration";
    private const string Password = "simulated-servicenow-password";
    private const string Client = "7f1d0c5a9b3e4c0e8a6d2b1f00000001";
    private const string ClientSecret = "simulated-servicenow-client-secret";
    private const string AccessToken = "simulated-servicenow-access-token";
    private const string Secret = "simulated-servicenow-webhook-secret";
    private const int MostRows = 10_000;
    private static readonly Credentials[] Known = [Credentials.Basic(User, Password), Credentials.Bearer(AccessToken)];
    private readonly CompanyWorld _world;
    private readonly Tables _tables;
    private readonly TicketChanges _changes;
    private readonly RateLimit _limit;

    /// <summary>Makes one of a company.</summary>
    /// <param name="world">The company.</param>
    /// <param name="others">Tables that take the place of the company's.</param>
    /// <param name="limit">Limit of requests; 10,000 a minute when left out.</param>
    public ServiceNowTool(CompanyWorld world, IEnumerable<ITable>? others = null, RateLimit? limit = null)
    {
        (_world, _tables) = (world, new(world, others ?? []));
        _changes = new(world, _tables);
        _limit = limit ?? new(10_000, TimeSpan.FromMinutes(1), TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => "servicenow";

    /// <inheritdoc/>
    public string Title => "ServiceNow";

    /// <inheritdoc/>
    public HubInstance Instance(Uri address) => new("servicenow")
    {
        Options = new Dictionary<string, object> { ["baseAddress"] = address.AbsoluteUri, ["user"] = User },
        Secrets = new Dictionary<string, string> { ["password"] = Password },
        Verifier = "hmac",
        WebhookSecret = Secret,
        Intervals = new Dictionary<string, int> { ["incident"] = 60, ["change-request"] = 60 },
    };

    /// <inheritdoc/>
    public IResult? Refuse(HttpContext http)
    {
        var (state, headers) = (_limit.Take(), http.Response.Headers);
        headers["X-RateLimit-Limit"] = state.Most.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = state.ResetsAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Rule"] = "REST Table API requests of an account";
        if (!state.Admitted)
        {
            headers.RetryAfter = state.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return Fault(429, "Rate limit exceeded", "The request was rejected by a rate limit rule");
        }

        if (http.Request.Path != "/oauth_token.do" && !Array.Exists(Known, c => c.Admit(http.Request)))
        {
            headers.WWWAuthenticate = "BASIC realm=\"Service-now\"";
            return Fault(401, "User Not Authenticated", "Required to provide Auth information");
        }

        return null;
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/oauth_token.do", TokenAsync);
        var tables = routes.MapGroup("/api/now/table");
        tables.MapGet("/{table}", Rows);
        tables.MapGet("/{table}/{id}", (string table, string id) => Query(table, EncodedQuery.Read($"sys_id={id}")) is { } span ? span.Rows.FirstOrDefault(r => Columns.Value(r, "sys_id") == id) is { } row ? Result(row) : NoRecord() : NoTable(table));
        tables.MapPost("/{table}", (string table, HttpRequest r, CancellationToken ct) => ChangeAsync(r, columns => Result(_tables.RowOf(_changes.Create(table, columns)), 201), ct));
        tables.MapPatch("/sysapproval_approver/{id}", (string id, HttpRequest r, CancellationToken ct) => ChangeAsync(r, columns => _changes.Approve(id, columns) is { } change ? Result(_tables.Approval(change)) : NoRecord(), ct));
        tables.MapPatch("/{table}/{id}", (string table, string id, HttpRequest r, CancellationToken ct) => ChangeAsync(r, columns => _changes.Change(table, id, columns) is { } thing ? Result(_tables.RowOf(thing)) : NoRecord(), ct));
        tables.MapDelete("/{table}/{id}", Delete);
        routes.MapFallback(() => Fault(404, "Requested URI does not represent any resource", ""));
    }

    /// <inheritdoc/>
    public IEnumerable<WebhookDelivery> Tell(Change change)
    {
        if (Tables.TableOf(change.Now) is not { } table)
        {
            return [];
        }

        var bytes = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["table"] = table,
            ["operation"] = change.Kind switch { ChangeKind.Created => "insert", ChangeKind.Updated => "update", _ => "delete" },
            ["at"] = Columns.Text(change.At),
            ["record"] = _tables.RowOf(change.Now),
        }.ToJsonString(JsonSerializerOptions.Default));
        return [new(new Dictionary<string, string> { ["X-Plutora-Signature"] = Signatures.Base64(Secret, bytes) }, bytes)];
    }

    private TableSpan? Query(string table, EncodedQuery query) => _tables.Of(table, query);

    private IResult Rows(string table, HttpRequest request)
    {
        EncodedQuery query;
        try
        {
            query = EncodedQuery.Read(request.Query["sysparm_query"].ToString());
        }
        catch (FormatException fault)
        {
            return Fault(400, "Invalid query", fault.Message);
        }

        if (Query(table, query) is not { } span)
        {
            return NoTable(table);
        }

        var (offset, limit) = (Number(request, "sysparm_offset", 0), Math.Min(MostRows, Number(request, "sysparm_limit", MostRows)));
        var (page, total) = span.Count is { } count && query.IsByChange ? Cut(span.Rows, count, query, offset, limit) : CutWhole(span.Rows, query, offset, limit);
        var headers = request.HttpContext.Response.Headers;
        headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        if (offset + limit < total)
        {
            headers.Link = string.Create(CultureInfo.InvariantCulture, $"<{Columns.Site}/api/now/table/{table}?sysparm_limit={limit}&sysparm_offset={offset + limit}>;rel=\"next\"");
        }

        var columns = request.Query["sysparm_fields"].ToString() is { Length: > 0 } fields ? fields.Split(',') : null;
        return Ok(new JsonObject { ["result"] = new JsonArray([.. page.Select(r => Cut(r, columns))]) });
    }

    private static (IReadOnlyList<JsonObject> Page, long Total) CutWhole(IEnumerable<JsonObject> rows, EncodedQuery query, int offset, int limit)
    {
        var found = query.Order(rows.Where(r => query.Admits(r, Tables.Me))).ToList();
        return ([.. found.Skip(offset).Take(limit)], found.Count);
    }

    // Of a table that is too long to look at whole, rows are counted from the first that fulfils the query.
    private static (IReadOnlyList<JsonObject> Page, long Total) Cut(IEnumerable<JsonObject> rows, long count, EncodedQuery query, int offset, int limit)
    {
        var (page, passed, begun) = (new List<JsonObject>(limit), 0L, false);
        foreach (var row in rows)
        {
            if (query.Admits(row, Tables.Me))
            {
                begun = true;
                if (offset-- <= 0)
                {
                    page.Add(row);
                }
            }
            else if (!begun)
            {
                passed++;
            }

            if (page.Count == limit)
            {
                break;
            }
        }

        return (page, begun ? count - passed : 0);
    }

    // A row belongs to nobody yet: it is made for this answer.
    private static JsonObject Cut(JsonObject row, string[]? columns) =>
        columns is null ? row : new JsonObject(columns.Where(row.ContainsKey).Select(c => KeyValuePair.Create(c, row[c]?.DeepClone())));

    private IResult Delete(string table, string id)
    {
        var gone = table switch
        {
            "incident" => Columns.Number(table, id) is { } number && _world.Delete<Incident>(number, Tables.HubLogin),
            "change_request" => Columns.Number(table, id) is { } number && _world.Delete<ChangeRequest>(number, Tables.HubLogin),
            _ => false,
        };
        return gone ? Results.NoContent() : NoRecord();
    }

    private static async Task<IResult> ChangeAsync(HttpRequest request, Func<JsonObject, IResult> change, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken) is JsonObject columns ? change(columns) : Fault(400, "Exception while reading request", "The payload is not valid JSON.");
        }
        catch (JsonException fault)
        {
            return Fault(400, "Exception while reading request", fault.Message);
        }
        catch (RefusedException refused)
        {
            return Fault(refused.Status, refused.Message, refused.Detail);
        }
    }

    private static async Task<IResult> TokenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync(cancellationToken) : null;
        return form is not null && form["grant_type"].ToString() == "client_credentials" && form["client_id"].ToString() == Client && form["client_secret"].ToString() == ClientSecret
            ? Ok(new JsonObject { ["access_token"] = AccessToken, ["scope"] = "useraccount", ["token_type"] = "Bearer", ["expires_in"] = 1799 })
            : Ok(new JsonObject { ["error_description"] = "access_denied", ["error"] = "server_error" }, 401);
    }

    private static int Number(HttpRequest request, string name, int otherwise) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static IResult Result(JsonObject row, int status = 200) => Ok(new JsonObject { ["result"] = row }, status);

    private static IResult NoRecord() => Fault(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval");

    private static IResult NoTable(string table) => Fault(400, $"Invalid table {table}", "");

    private static IResult Fault(int status, string message, string detail) =>
        Ok(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["detail"] = detail }, ["status"] = "failure" }, status);

    private static IResult Ok(JsonObject body, int status = 200) => Results.Text(body.ToJsonString(JsonSerializerOptions.Default), "application/json;charset=UTF-8", statusCode: status);
}
