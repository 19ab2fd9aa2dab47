using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Plutora.Integration.Connectors.ServiceNow.Tests.Support;

/// <summary>A ServiceNow over real HTTP: tables of rows, what it refuses, and tokens of OAuth.</summary>
internal sealed class FakeServiceNow : IAsyncDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("plutora-servicenow-").FullName;
    private readonly JsonObject _options;

    public FakeServiceNow(JsonObject? options = null)
    {
        Server = WireMockServer.Start();
        Server.Given(Request.Create().UsingAnyMethod()).AtPriority(100).RespondWith(Response.Create().WithCallback(Answer));
        var all = new JsonObject { ["baseAddress"] = Server.Url };
        foreach (var (name, value) in options ?? new() { ["user"] = "ann", ["password"] = "s3cret-password" })
        {
            all[name] = value?.DeepClone();
        }

        _options = all;
        Instance = Open();
    }

    /// <summary>The hub's clock.</summary>
    public FakeTimeProvider Time { get; } = new(new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));

    public WireMockServer Server { get; }

    public ConnectorInstance Instance { get; private set; }

    /// <summary>Rows by table; a table that is not here is not installed.</summary>
    public Dictionary<string, List<JsonObject>> Tables { get; } = new(StringComparer.Ordinal);

    /// <summary>Tables that the account may not read.</summary>
    public HashSet<string> Closed { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows that the account may not see: they are taken out of a page after it was cut, as ServiceNow does.</summary>
    public Func<JsonObject, bool> Hides { get; set; } = static _ => false;

    /// <summary>What answers a request in the place of the tables; null to leave it to them.</summary>
    public Func<IRequestMessage, ResponseMessage?> Instead { get; set; } = static _ => null;

    /// <summary>Headers that it sends with each page of rows.</summary>
    public IReadOnlyList<(string Name, string Value)> Tells { get; set; } = [];

    /// <summary>Columns that a change leaves as they were, without saying so.</summary>
    public HashSet<string> Locked { get; } = new(StringComparer.Ordinal);

    /// <summary>What was sent to change something: method, path, body.</summary>
    public List<(string Method, string Path, JsonObject Body)> Changes { get; } = [];

    public List<JsonObject> Table(string name) => Tables.TryGetValue(name, out var rows) ? rows : Tables[name] = [];

    /// <summary>Encoded queries that were sent to a table, in order.</summary>
    public IReadOnlyList<string> Queries(string table) => [.. Server.LogEntries.Select(e => e.RequestMessage!).Where(r => r.Path == $"/api/now/table/{table}" && r.Method == "GET").Select(r => Parameter(r, "sysparm_query"))];

    /// <summary>Opens the instance anew, as a hub does that was killed.</summary>
    public async Task RestartAsync()
    {
        await Instance.DisposeAsync();
        Instance = Open();
    }

    public async Task<List<RecordPage>> ReadAsync(string stream, Cursor? cursor = null, int pageSize = 100, ReadMode mode = ReadMode.Incremental, TimeSpan overlap = default) =>
        await Instance.ReadAsync(new ReadRequest { Stream = stream, Cursor = cursor, PageSize = pageSize, Mode = mode, Overlap = overlap }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public static ResponseMessage Fault(int status, string message, string detail) =>
        ToolAnswers.Json(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["detail"] = detail }, ["status"] = "failure" }.ToJsonString(), status);

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        Server.Stop();
        Server.Dispose();
        Directory.Delete(_work, recursive: true);
    }

    private ConnectorInstance Open()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        return new ServiceNowConnector().Open(new ConnectorContext("test", _options.DeepClone().AsObject(), NullLogger.Instance, Time, _work), services);
    }

    private ResponseMessage Answer(IRequestMessage request)
    {
        if (Instead(request) is { } instead)
        {
            return instead;
        }

        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["api", "now", "table", var table, .. var rest] || !Tables.TryGetValue(table, out var rows))
        {
            return Fault(400, $"Invalid table {parts.ElementAtOrDefault(3)}", "");
        }

        if (Closed.Contains(table))
        {
            return Fault(403, "User Not Authorized", $"Failed API level ACL Validation for {table}");
        }

        return (request.Method, rest) switch
        {
            ("GET", []) => List(request, rows),
            ("GET", [var id]) => rows.Find(r => EncodedRows.Value(r, "sys_id") == id) is { } row ? One(row) : Missing(),
            ("POST", []) => Change(request, rows, new() { ["sys_id"] = EncodedRows.Both("new1"), ["number"] = EncodedRows.Both("NEW0000001"), ["sys_updated_on"] = EncodedRows.Both("2026-01-15 12:00:00") }, true),
            ("PATCH", [var id]) => rows.Find(r => EncodedRows.Value(r, "sys_id") == id) is { } row ? Change(request, rows, row, false) : Missing(),
            _ => Fault(405, "Method not allowed", ""),
        };
    }

    private ResponseMessage List(IRequestMessage request, List<JsonObject> rows)
    {
        var found = EncodedRows.Select(rows, Parameter(request, "sysparm_query"));
        var (offset, limit) = (Number(request, "sysparm_offset", 0), Number(request, "sysparm_limit", 10_000));
        var page = found.Skip(offset).Take(limit).Where(r => !Hides(r)).Select(r => r.DeepClone());
        var body = new JsonObject { ["result"] = new JsonArray([.. page]) }.ToJsonString();
        var next = $"<{Server.Url}/api/now/table?sysparm_offset={offset + limit}>;rel=\"next\"";
        (string, string)[] told = [.. Tells, ("X-Total-Count", found.Count.ToString(CultureInfo.InvariantCulture))];
        return ToolAnswers.Json(body, 200, offset + limit < found.Count ? [.. told, ("Link", next)] : told);
    }

    private ResponseMessage Change(IRequestMessage request, List<JsonObject> rows, JsonObject row, bool made)
    {
        var body = JsonNode.Parse(request.Body!)!.AsObject();
        Changes.Add((request.Method, request.Path, body));
        foreach (var (column, value) in body.Where(c => !Locked.Contains(c.Key)))
        {
            row[column] = EncodedRows.Both(value!.ToString());
        }

        if (made)
        {
            rows.Add(row);
        }

        return One(row);
    }

    private static ResponseMessage One(JsonObject row) => ToolAnswers.Json(new JsonObject { ["result"] = row.DeepClone() }.ToJsonString());

    private static ResponseMessage Missing() => Fault(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval");

    private static string Parameter(IRequestMessage request, string name) => request.Query?.TryGetValue(name, out var values) == true ? string.Join(",", values) : "";

    private static int Number(IRequestMessage request, string name, int otherwise) => int.TryParse(Parameter(request, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
