using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>Subscribes to normalized topics of a hub over HTTP; resumes where it was after any interruption.</summary>
/// <param name="http">The client to send with; its time-out must be infinite, since the stream does not end.</param>
/// <param name="connection">The hub.</param>
/// <param name="time">The clock.</param>
public sealed class EventSubscriber(HttpClient http, HubConnection connection, TimeProvider time)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Hands each event to a handler, in order, and keeps the position after it.</summary>
    /// <param name="topics">Topics, such as <c>cdm.pull-request.v1</c>; <c>cdm.*</c> for all.</param>
    /// <param name="positions">The subscriber's own store.</param>
    /// <param name="handler">Called once at a time. What it throws ends the subscription; the event comes again next time.</param>
    /// <param name="cancellationToken">Ends the subscription.</param>
    /// <exception cref="HubException">The hub refuses: key, scope, topic, or a position that belongs to another log (410).</exception>
    public async Task SubscribeAsync(
        IReadOnlyList<string> topics, IPositionStore positions, Func<ReceivedEvent, CancellationToken, ValueTask> handler, CancellationToken cancellationToken)
    {
        var position = await positions.LoadAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var received in StreamAsync(topics, position, follow: true, cancellationToken).ConfigureAwait(false))
        {
            if (received.Event is not null)
            {
                await handler(received, cancellationToken).ConfigureAwait(false);
            }

            await positions.SaveAsync(received.Position, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Yields events as they come; an interrupted connection is taken up again behind the last one.</summary>
    /// <param name="topics">Topics.</param>
    /// <param name="position">Position to go on after; null for the earliest event that is kept.</param>
    /// <param name="follow">False ends at the present end of the topics.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<ReceivedEvent> StreamAsync(
        IReadOnlyList<string> topics, string? position, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        while (true)
        {
            var progressed = false;
            await using var events = PageAsync(topics, position, follow, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(events, cancellationToken).ConfigureAwait(false))
            {
                wait = FirstWait;
                progressed |= events.Current.Event is not null;
                position = events.Current.Position;
                yield return events.Current;
            }

            if (!follow && !progressed)
            {
                yield break;
            }

            if (follow)
            {
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
    }

    // A connection that breaks ends the page; what the hub refuses is the caller's to know.
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ReceivedEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<ReceivedEvent> PageAsync(IReadOnlyList<string> topics, string? position, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = $"/api/v1/events?topic={Uri.EscapeDataString(string.Join(',', topics))}&from=earliest&follow={(follow ? "true" : "false")}";
        using var request = connection.Request(HttpMethod.Get, query);
        if (position is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", position);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        await HubConnection.EnsureAsync(response, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var item in SseParser.Create(body, (_, data) => data.ToArray()).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return item.EventType == "position" ? new(Encoding.UTF8.GetString(item.Data), null, item.Data) : new(item.EventId ?? "", StructuredEvent.Read(item.Data), item.Data);
        }
    }
}

/// <summary>An event as it came.</summary>
/// <param name="Position">Position after it: where to go on.</param>
/// <param name="Event">The event; null when only the position moved, since nothing between was within the key's scope.</param>
/// <param name="Json">The CloudEvent as JSON, as sent.</param>
public sealed record ReceivedEvent(string Position, NormalizedEvent? Event, ReadOnlyMemory<byte> Json)
{
    /// <summary>The entity as its type of the common data model; null when only the position moved.</summary>
    public Entity? ReadEntity() => Event is { } told ? EntityTypes.Deserialize(told.Subject.Entity, told.Data.Span) : null;
}
