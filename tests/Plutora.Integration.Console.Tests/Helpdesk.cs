using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Util;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>A tool on a real socket, with 30 tickets of late and 60 older ones, and packages of a connector that reads it. It tells its limit of requests.</summary>
internal sealed class Helpdesk : IDisposable
{
    private const int Recent = 30;
    private const int Older = 60;
    private const int Left = 10;
    private readonly WireMockServer _server = WireMockServer.Start();
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-helpdesk-").FullName;
    private volatile bool _emptied;

    public Helpdesk()
    {
        _server.Given(Request.Create().WithPath("/me")).RespondWith(Response.Create().WithBody("""{"name":"hub"}"""));
        _server.Given(Request.Create().WithPath("/tickets")).RespondWith(Response.Create().WithCallback(TicketsAsync));
    }

    public string Address => _server.Url!;

    /// <summary>How often a read of what changed began.</summary>
    public int Reads => ReadsFrom("");

    /// <summary>How often one began without a cursor, at the day from which the instance reads.</summary>
    public int FirstReads => ReadsFrom("2026-02-01");

    /// <summary>Lets the second page of what is older go out.</summary>
    public void GoOn() => _goOn.TrySetResult();

    /// <summary>Most tickets are gone from now on.</summary>
    public void Empty() => _emptied = true;

    /// <summary>A package of the connector, or of another one.</summary>
    public string Package(string version, string id = "helpdesk")
    {
        var path = Path.Combine(_folder, $"Plutora.Connector.{id}.{version}.nupkg");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Add("connector.yaml", $$"""
            format: 1
            id: {{id}}
            version: {{version}}
            name: Helpdesk
            description: Tickets of the helpdesk.
            options:
              address: { type: string, format: uri, required: true, title: Address, description: "Address of the server." }
            http:
              address: ${ $options.address }
            check: { path: me, message: "Reached as ${ name }." }
            streams:
              ticket:
                description: A ticket.
                request: { path: tickets, query: { since: "${ $since }", until: "${ $until }" } }
                paging: { kind: page, parameter: page, size-parameter: per_page, size: 20, total: total }
                select: tickets
                id: id
                version: at
                cursor: {}
                interval: 1h
                scan: true
                backfill: true
            """);
        Add("mappings/ticket.yaml", $"version: 1\nsource: {id}/ticket\ntarget: work-item\nkey: id\nset: {{ title: title, state: '\"proposed\"', kind: '\"bug\"' }}\n");
        Add("README.md", "# Helpdesk\nReads tickets.\n\n## Permissions\nA user who may see *all queues*.\n\n## Limits\nNone that matter.\n");
        return path;

        void Add(string name, string text)
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write(text);
        }
    }

    /// <summary>A file of the folder that packages are in.</summary>
    public string File(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        GoOn();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private int ReadsFrom(string since) => _server.LogEntries.Count(e =>
        e.RequestMessage!.Query is { } query && query.ContainsKey("since") && query["since"].Single().StartsWith(since, StringComparison.Ordinal) && !query.ContainsKey("until") && query["page"].Single() == "1");

    private async Task<IResponseMessage> TicketsAsync(IRequestMessage request)
    {
        var (page, backfill, since) = (int.Parse(request.Query!["page"].Single(), CultureInfo.InvariantCulture), request.Query.ContainsKey("until"), request.Query.ContainsKey("since"));
        if (backfill && page == 2)
        {
            await _goOn.Task;
        }

        var all = (_emptied ? Enumerable.Range(0, Left) : backfill ? Enumerable.Range(Recent, Older) : Enumerable.Range(0, since ? Recent : Recent + Older)).ToList();
        var body = new JsonObject
        {
            ["total"] = all.Count,
            ["tickets"] = new JsonArray([.. all.Skip((page - 1) * 20).Take(20).Select(n => (JsonNode)new JsonObject { ["id"] = $"T-{n}", ["title"] = $"Ticket {n}", ["at"] = "2026-03-01T10:00:00Z" })]),
        };
        return new ResponseMessage
        {
            StatusCode = 200,
            Headers = new Dictionary<string, WireMock.Types.WireMockList<string>>
            {
                ["X-RateLimit-Limit"] = new("5000"),
                ["X-RateLimit-Remaining"] = new("4321"),
                ["X-RateLimit-Reset"] = new("1800"),
            },
            BodyData = new BodyData { DetectedBodyType = WireMock.Types.BodyType.String, BodyAsString = body.ToJsonString() },
        };
    }
}
