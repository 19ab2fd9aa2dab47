using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>One connection to the hub's events, until it ends or breaks.</summary>
internal sealed class EventConnection(Func<HttpClient> http, HubConnection hub, SubscriberOptions options, TimeProvider time)
{
    /// <summary>The present end of the topics was reached, in an answer that does not follow.</summary>
    public const string End = "end";
    private const string Position = "position";
    private const string Message = "message";

    public async IAsyncEnumerable<(string Kind, ReceivedEvent Received)> ReadAsync(EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = hub.Request(HttpMethod.Get, query.Path);
        request.Headers.Accept.Add(new("text/event-stream"));
        if (query.Position is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", query.Position);
        }

        using var response = await http().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        await Answers.EnsureAsync(response, time, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType is var type && type != "text/event-stream")
        {
            throw new HubException(response.StatusCode, $"'{hub.Address}' answered with {type ?? "no media type"} instead of events. Is it a hub's address?", []);
        }

        await using var body = new GuardedBody(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), options, time);
        await foreach (var item in SseParser.Create(body, (_, data) => data.ToArray()).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            body.EventRead();
            if (item.EventType is Position or End)
            {
                yield return (item.EventType, new(Encoding.UTF8.GetString(item.Data), null, ReadOnlyMemory<byte>.Empty));
            }
            else if (item.EventType == Message)
            {
                yield return (Message, new(item.EventId ?? throw Malformed("it has no id, so nothing could be resumed after it"), Read(item.Data), item.Data));
            }
        }
    }

    private static NormalizedEvent Read(byte[] data)
    {
        try
        {
            return StructuredEvent.Read(data);
        }
        catch (FormatException wrong)
        {
            throw Malformed(wrong.Message);
        }
    }

    private static HubException Malformed(string why) => new(HttpStatusCode.OK, $"The hub sent what is no normalized event: {why}", []);
}
