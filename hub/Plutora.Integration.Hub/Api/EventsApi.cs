using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Api;

/// <summary>Normalized events as server-sent events, one CloudEvent each, resumed by <c>Last-Event-ID</c>.</summary>
internal static class EventsApi
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static void MapEvents(this IEndpointRouteBuilder api) => api.MapGet("/events", StreamAsync).Needs(Role.Viewer).Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static async Task<IResult> StreamAsync(HttpContext http, HubRuntime runtime, string? topic, string? from, bool? follow, int? limit)
    {
        var scope = KeyFilter.KeyOf(http).Scope;
        var topics = (topic ?? "cdm.*").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (topics.Length == 0)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "'topic' names none. Name cdm.<entity>.v<N> or state.<entity>.v<N>; 'cdm.*', or none at all, means all.");
        }

        if (topics.FirstOrDefault(t => !t.StartsWith("cdm.", StringComparison.Ordinal) && !t.StartsWith("state.", StringComparison.Ordinal)) is { } other)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, $"Topic '{other}' is not normalized. Name cdm.<entity>.v<N> or state.<entity>.v<N>; 'cdm.*' means all.");
        }

        if (topics is not [var only] || !only.EndsWith('*'))
        {
            var known = (await runtime.Log.TopicsAsync(http.RequestAborted)).Select(t => t.Definition.Name).ToHashSet(StringComparer.Ordinal);
            if (topics.FirstOrDefault(t => !known.Contains(t)) is { } unknown)
            {
                return Problems.NotFound($"There is no topic '{unknown}'.");
            }
        }

        var filter = topics is [var prefix] && prefix.EndsWith('*') ? TopicFilter.Prefix(prefix[..^1]) : TopicFilter.Exact(topics);
        var start = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? LogStart.After(new(last)) : from switch
        {
            "earliest" => LogStart.Earliest,
            null or "latest" => LogStart.Latest,
            _ => LogStart.After(new(from)),
        };
        return await SendAsync(http, runtime, new(filter, start) { MaxRecords = Math.Clamp(limit ?? 500, 1, 5_000) }, scope, follow ?? true);
    }

    private static async Task<IResult> SendAsync(HttpContext http, HubRuntime runtime, LogReadRequest request, KeyScope scope, bool follow)
    {
        // A hub that stops does not wait for subscribers, who come back by themselves; nor is one cut off that is slow to take what it was sent.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var ct = end.Token;
        http.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
        try
        {
            var page = await runtime.Log.ReadAsync(request, ct);
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            while (true)
            {
                var text = new StringBuilder();
                foreach (var record in page.Records)
                {
                    Write(text, record, scope);
                }

                // Also where nothing of a page is within the key's scope, the position moves on. 'end' says that nothing more is there now.
                text.Append("event: ").Append(!follow && page.Records.Count == 0 ? "end" : "position").Append("\nid: ").Append(page.Next.Value).Append("\ndata: ").Append(page.Next.Value).Append("\n\n");
                await http.Response.WriteAsync(text.ToString(), ct);
                await http.Response.Body.FlushAsync(ct);
                if (!follow)
                {
                    return Results.Empty;
                }

                page = await runtime.Log.ReadAsync(request with { From = LogStart.After(page.Next), MaxWait = KeepAlive }, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            if (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
            {
                http.Response.Headers.RetryAfter = "1";
                return Problems.Of(StatusCodes.Status503ServiceUnavailable, "The hub is stopping.");
            }

            return Results.Empty;
        }
    }

    private static void Write(StringBuilder text, LogRecord record, KeyScope scope)
    {
        if (record.Value is not { } value)
        {
            return;
        }

        var told = BinaryEvent.Read(record.Headers, value);
        if (scope.AllowsInstance(told.Subject.Instance) && scope.AllowsEntity(told.Subject.Entity))
        {
            text.Append("id: ").Append(record.Position.Value).Append("\ndata: ").Append(Encoding.UTF8.GetString(StructuredEvent.ToBytes(told))).Append("\n\n");
        }
    }
}
