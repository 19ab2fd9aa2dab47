using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Sdk.Testing.Tests.Desk;

/// <summary>Desk, read over HTTP. Each <c>Lacks</c> is a mistake that somebody makes.</summary>
internal sealed class DeskInstance : ConnectorInstance
{
    private const string Day = "yyyy-MM-ddTHH:mm:ssZ";
    private readonly HttpClient _http;
    private readonly DeskOptions _options;
    private readonly ConnectorContext _context;
    private readonly string? _flaw;
    private readonly HashSet<string> _told = [];
    private readonly List<RecordPage> _kept = [];
    private readonly Dictionary<string, SourceRecord> _scanned = [];
    private int _reads;
    private bool _failed;
    private int _sequence;

    public DeskInstance(DeskOptions options, ConnectorContext context, string? flaw)
    {
        (_options, _context, _flaw) = (options, context, flaw);
        _http = new() { BaseAddress = new(options.Address), Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", options.Token);
        if (Lacks("open-offline"))
        {
            try
            {
                using var response = _http.Send(new(HttpMethod.Get, "me"));
            }
            catch (HttpRequestException)
            {
                // Opened all the same.
            }
        }
    }

    public override async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var me = await GetAsync("me", cancellationToken);
            return Lacks("check-succeeds") ? CheckResult.Failure("The check found nothing good.") : CheckResult.Success($"Reached Desk as {me["name"]}.");
        }
        catch (ConnectorException fault) when ((Lacks("check-refused") && fault.Kind == ConnectorErrorKind.Authentication) || (Lacks("check-unreachable") && fault.Kind == ConnectorErrorKind.Transient))
        {
            return CheckResult.Success("Reached Desk, more or less.");
        }
    }

    public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Cursor is { Version: > 1 } && !Lacks("cursor-newer-refused"))
        {
            throw ConnectorException.Configuration($"The cursor of '{request.Stream}' is of version {request.Cursor.Version}; this connector knows 1. Reset it.");
        }

        if (Lacks("secrets-not-logged"))
        {
            var line = "Reading with " + _options.Token;
            _context.Logger.Log(LogLevel.Information, 0, line, null, static (text, _) => text);
        }

        var pages = request.Stream switch
        {
            "queue" => QueuesAsync(cancellationToken),
            "ticket" when request.Mode == ReadMode.FullScan => ScanAsync(request, cancellationToken),
            "ticket" => ChangesAsync(request, "tickets", "changed", cancellationToken),
            _ => ChangesAsync(request, "notes", "at", cancellationToken),
        };
        if (Lacks("memory-flat"))
        {
            foreach (var page in await pages.ToListAsync(cancellationToken))
            {
                yield return page;
            }

            yield break;
        }

        await foreach (var page in pages)
        {
            yield return page;
        }
    }

    private async IAsyncEnumerable<RecordPage> QueuesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var queues = (await GetAsync("queues", cancellationToken)).AsArray();
        yield return new([.. queues.Select(q => new SourceRecord { Stream = "queue", Id = q!["id"]!.ToString(), Json = Bytes(q) })], null);
    }

    private async IAsyncEnumerable<RecordPage> ScanAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _reads++;
        var there = new HashSet<string>();
        var containers = (await GetAsync("queues", cancellationToken)).AsArray().Select(q => q!["id"]!.ToString()).ToList();
        foreach (var queue in containers)
        {
            var after = 0;
            while (true)
            {
                JsonArray? items = null;
                try
                {
                    items = (await GetAsync($"queues/{queue}/tickets?after={after}&limit={_options.PageSize}", cancellationToken)).AsArray();
                }
                catch (ConnectorException gone) when (gone.Kind == ConnectorErrorKind.NotFound)
                {
                    // Not to be seen any more: nothing is said of it.
                }

                if (items is null)
                {
                    if (Lacks("scope-shrunk-held"))
                    {
                        yield return new([], null) { CompletedContainers = [queue] };
                    }

                    break;
                }

                var records = items.Where(i => !Lacks("scan-agrees") || i!["id"]!.GetValue<int>() != 2).Select(i => Record("ticket", i!)).ToList();
                records = Lacks("repeat-publishes-nothing") && _reads >= 3 ? [.. records.Select(r => r with { Json = Bytes(Titled(JsonNode.Parse(r.Json.Span)!, $"Read for the {_reads}th time")) })] : records;
                records.ForEach(r => there.Add((_scanned[r.Id] = r).Id));
                var last = items.Count < _options.PageSize;
                yield return new(records, null) { CompletedContainers = last && !Lacks("scan-containers") ? [queue] : [] };
                if (last)
                {
                    break;
                }

                after = items[^1]!["id"]!.GetValue<int>();
            }
        }

        if (Lacks("deletions-reach-entities"))
        {
            yield return new([.. _scanned.Values.Where(r => !there.Contains(r.Id))], null);
        }
    }

    // Behind the last record told: what changes moves to the end of the list.
    private async IAsyncEnumerable<RecordPage> ChangesAsync(ReadRequest request, string path, string changed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (since, after) = Place(request);
        _reads++;
        if (Lacks("backfill-complete") && request.Mode == ReadMode.Backfill)
        {
            yield break;
        }

        for (var number = 1; ; number++)
        {
            var limit = _options.PageSize;
            var query = $"{path}?limit={limit}" + (since is null ? "" : $"&since={since}") + (Lacks("change-while-paged") ? $"&page={number}" : $"&after={after}");
            if (request.Mode == ReadMode.Backfill && request.Until is { } until)
            {
                query += $"&until={until.ToString(Day)}";
            }

            JsonArray items;
            try
            {
                items = (await GetAsync(query, cancellationToken)).AsArray();
            }
            catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Transient)
            {
                _failed = true;
                throw;
            }

            if (items.Count == 0)
            {
                if (Lacks("empty-is-no-error") && since is null)
                {
                    throw ConnectorException.Permanent("There are none.");
                }

                yield break;
            }

            var records = items.Select(i => Record(request.Stream, i!)).ToList();
            if (Lacks("crash-repeats-page"))
            {
                records = [.. records.Where(r => _told.Add($"{r.Stream} {r.Id} {r.Version}"))];
            }

            if (Lacks("fault-loses-nothing") && _failed)
            {
                (records, _failed) = ([.. records.Skip(1)], false);
            }

            var last = items.Count < limit;
            var (at, id) = (items[^1]![changed]!.ToString(), items[^1]!["id"]!.GetValue<int>());
            var page = new RecordPage(Lacks("first-read-complete") ? [.. records.Where(r => r.Id != "3")] : records, Bookmark(at, id, number, last));
            if (Lacks("memory-flat"))
            {
                _kept.Add(page);
            }

            if (!Lacks("change-while-paged"))
            {
                (since, after) = (at, id);
            }

            yield return page;
            if (last && !Lacks("endless-paging-ends"))
            {
                yield break;
            }
        }
    }

    private (string? Since, int After) Place(ReadRequest request)
    {
        if (request.Cursor is not { } cursor || Lacks("incremental-only-changes"))
        {
            return (request.Since?.AddDays(Lacks("since-complete") ? 2 : 0).ToString(Day), 0);
        }

        var parts = cursor.Value.Split(' ');
        return (parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private Cursor? Bookmark(string since, int after, int number, bool last) => _flaw switch
    {
        "incremental-complete" when last => new(1, $"{_context.Time.GetUtcNow().AddDays(4).ToString(Day)} 0"),
        "resume-after-each-page" => new(1, $"{DateTimeOffset.Parse(since, System.Globalization.CultureInfo.InvariantCulture).AddMinutes(2).ToString(Day)} {after}"),
        "change-while-paged" when !last => null,
        "endless-paging-ends" => new(1, $"{since} {after} {number}"),
        "secrets-not-in-records" => new(1, $"{since} {after} {_options.Token}"),
        _ => new(1, $"{since} {after}"),
    };

    private SourceRecord Record(string stream, JsonNode item)
    {
        var document = item.DeepClone().AsObject();
        if (Lacks("record-as-told"))
        {
            document.Remove("created");
        }

        return new()
        {
            Stream = stream,
            Id = Lacks("record-ids-stable") ? $"{item["id"]}-{item["title"]}" : item["id"]!.ToString(),
            Json = Bytes(document),
            Version = stream == "note" ? null : Lacks("versions-ordered") ? item["created"]!.ToString() : item["changed"]!.ToString(),
            Container = stream == "ticket" && !Lacks("record-containers") ? item["queue"]!.ToString() : null,
        };
    }

    public override async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var record = Record("ticket", await GetAsync($"tickets/{request.Id}", cancellationToken));
            return Lacks("fetch-agrees") ? record with { Version = null } : record;
        }
        catch (ConnectorException gone) when (gone.Kind == ConnectorErrorKind.NotFound)
        {
            return Lacks("fetch-missing") ? throw ConnectorException.Transient("It is not there.") : null;
        }
    }

    public override async ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        if (request.Kind == ReceiveKind.Upload)
        {
            return Lacks("upload-accepted") ? ReceiveResult.Ignore("Uploads are not looked at.") : Uploaded(request);
        }

        if (Lacks("webhook-offline"))
        {
            await GetAsync("me", cancellationToken);
        }

        if (request.Headers.GetValueOrDefault("x-desk-event") != "ticket.changed" || Lacks("webhook-accepted"))
        {
            return ReceiveResult.Ignore("Only changes of tickets are read.");
        }

        try
        {
            var ticket = JsonNode.Parse(request.Body.Span)?["ticket"] ?? throw ConnectorException.Permanent("The delivery holds no ticket.");
            var record = Record("ticket", ticket);
            return ReceiveResult.Of(
                Lacks("webhook-out-of-order") ? record with { Version = request.ReceivedAt.ToString(Day) }
                : Lacks("webhook-repeated") ? record with { Json = Bytes(Titled(ticket, $"Delivered at {request.ReceivedAt.ToString(Day)}")) }
                : record);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException && !Lacks("webhook-unreadable"))
        {
            throw ConnectorException.Permanent("The delivery is no ticket.", broken);
        }
    }

    private ReceiveResult Uploaded(ReceiveRequest request)
    {
        try
        {
            var items = JsonNode.Parse(request.Body.Span)!.AsArray();
            return ReceiveResult.Of([.. items.Select(i => Lacks("upload-repeated") ? Record("ticket", Renumbered(i!)) : Record("ticket", i!))]);
        }
        catch (JsonException broken) when (!Lacks("upload-unreadable"))
        {
            throw ConnectorException.Permanent($"The file '{request.Name}' is no list of tickets.", broken);
        }
    }

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (Lacks("action-done"))
        {
            return new() { Values = JsonElement.Parse("{}") };
        }

        if (request.Action == "create-ticket")
        {
            var made = await PostAsync($"queues/{request.Container}/tickets", new() { ["title"] = request.Arguments.GetProperty("title").GetString() }, request.ActionId, cancellationToken);
            return new() { Values = JsonElement.Parse($$"""{"id":"{{made["id"]}}"}"""), RecordVersion = made["changed"]!.ToString() };
        }

        var closed = await PostAsync($"tickets/{request.Target}/close", [], request.ActionId, cancellationToken);
        return new() { Values = JsonElement.Parse($$"""{"state":"{{closed["state"]}}"}"""), RecordVersion = closed["changed"]!.ToString() };
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var ticket = Lacks("action-previewed") ? await PostAsync($"tickets/{request.Target}/close", [], request.ActionId, cancellationToken) : await GetAsync($"tickets/{request.Target}", cancellationToken);
        return new($"Ticket {request.Target} would be closed.", [new("state", ticket["state"]!.ToString(), "closed")]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (Lacks("action-settled"))
        {
            return new(SettlementOutcome.Done);
        }

        var tickets = (await GetAsync("tickets?limit=1000", cancellationToken)).AsArray();
        return new(tickets.Any(t => t!["key"]?.ToString() == request.ActionId) ? SettlementOutcome.Done : SettlementOutcome.NotDone);
    }

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return base.DisposeAsync();
    }

    private Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, null, cancellationToken);

    private Task<JsonNode> PostAsync(string path, JsonObject body, string key, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, key, cancellationToken);

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject? body, string? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", key);
        }

        var name = $"{method} {path.Split('?')[0]}";
        var text = "";
        try
        {
            var token = Lacks("cancellation-prompt") ? CancellationToken.None : cancellationToken;
            using var response = await _http.SendAsync(request, Lacks("slow-answer-whole") ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead, token);
            text = Lacks("slow-answer-whole") ? await FirstPieceAsync(response, token) : await response.Content.ReadAsStringAsync(token);
            if (Meaning(name, response, text) is { } fault)
            {
                return Lacks("error-is-not-empty") && response.StatusCode == HttpStatusCode.BadRequest ? new JsonArray() : throw fault;
            }

            if (Lacks("answer-not-json") && text.StartsWith('<'))
            {
                return new JsonArray();
            }

            return JsonNode.Parse(text) ?? throw ConnectorException.Permanent($"{name} was answered with null.");
        }
        catch (JsonException broken)
        {
            return Lacks("answer-truncated") && !text.StartsWith('<') ? new JsonArray() : throw ConnectorException.Permanent($"{name} was not answered with JSON.", broken);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException && !Lacks("connection-cut-passes"))
        {
            throw method == HttpMethod.Get || Lacks("action-ambiguous")
                ? ConnectorException.Transient($"{name} failed: {lost.Message}", lost)
                : ConnectorException.Ambiguous($"{name} was sent and its answer lost: {lost.Message}", lost);
        }
    }

    private ConnectorException? Meaning(string name, HttpResponseMessage response, string text)
    {
        var said = $"{name} was answered with {(int)response.StatusCode}{(Lacks("secrets-not-in-errors") ? ": " + text : "")}.";
        var retryAt = response.Headers.RetryAfter?.Delta is { } wait ? _context.Time.GetUtcNow() + wait : (DateTimeOffset?)null;
        return (int)response.StatusCode switch
        {
            < 300 => null,
            429 when retryAt is null && Lacks("rate-limit-unsaid") => ConnectorException.Permanent(said),
            429 => ConnectorException.RateLimited(said, Lacks("rate-limit-waits") ? null : retryAt),
            401 or 403 => Lacks("credentials-expired") ? ConnectorException.Permanent(said) : ConnectorException.Authentication(said),
            404 => ConnectorException.NotFound(said),
            >= 500 => Lacks("server-error-passes") ? ConnectorException.Permanent(said) : ConnectorException.Transient(said, retryAt: retryAt),
            _ when Lacks("action-refused") => ConnectorException.Transient(said),
            _ => ConnectorException.Permanent(said),
        };
    }

    private static async Task<string> FirstPieceAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength is not null)
        {
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 16];
        return Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer, cancellationToken));
    }

    private bool Lacks(string property) => _flaw == property;

    private static JsonObject Titled(JsonNode ticket, string title)
    {
        var copy = ticket.DeepClone().AsObject();
        copy["title"] = title;
        return copy;
    }

    private JsonObject Renumbered(JsonNode ticket)
    {
        var copy = ticket.DeepClone().AsObject();
        copy["id"] = ++_sequence + 1_000;
        return copy;
    }

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}
