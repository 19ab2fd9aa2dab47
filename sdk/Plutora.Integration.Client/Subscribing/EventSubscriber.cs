using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>
/// Subscribes to normalized topics of a hub over HTTP and resumes where it was after any interruption: a closed, broken or silent connection, a time-out, 429 and
/// 5xx are waited out with doubling, spread waits. What the hub refuses (400, 401, 403, 404, 410) ends the stream with a <see cref="HubException"/>.
/// </summary>
/// <remarks>Events are read from the connection one after the other as they are asked for: a slow subscriber is waited for by the hub, and costs no memory here.</remarks>
public sealed partial class EventSubscriber : IEventSource
{
    private readonly EventConnection _connection;
    private readonly SubscriberOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Subscribes to a hub.</summary>
    /// <param name="http">The client to send with; not disposed. Its time-out holds until the hub begins to answer.</param>
    /// <param name="connection">The hub.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">How it holds on to its connection; the defaults when null.</param>
    /// <param name="logger">Where interruptions and faults are logged; nowhere when null.</param>
    public EventSubscriber(HttpClient http, HubConnection connection, TimeProvider time, SubscriberOptions? options = null, ILogger<EventSubscriber>? logger = null)
        : this(() => http, connection, time, options ?? new(), logger)
    {
    }

    internal EventSubscriber(Func<HttpClient> http, HubConnection connection, TimeProvider time, SubscriberOptions options, ILogger<EventSubscriber>? logger)
    {
        (_options, _time, _logger) = (options, time, (ILogger?)logger ?? NullLogger.Instance);
        _connection = new(http, connection, options, time);
    }

    /// <summary>Hands each event to its handlers, in order, and keeps the position after it with what the handlers stored. Returns only by an exception.</summary>
    /// <param name="subscription">Topics and handlers.</param>
    /// <param name="store">The subscriber's own store.</param>
    /// <param name="cancellationToken">Ends the subscription; what is not committed comes again at the next run.</param>
    /// <exception cref="HubException">
    /// The hub refuses: 401 the key, 403 its scope, 404 a topic, 410 a position of another log (see <see cref="Subscription.StartOverWhenPositionIsLost"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <remarks>What a handler or the store throws ends it too, as thrown, unless <see cref="Subscription.OnFault"/> decides otherwise.</remarks>
    public Task RunAsync(Subscription subscription, ISubscriptionStore store, CancellationToken cancellationToken) =>
        new SubscriptionRunner(this, _time, _options, _logger).RunAsync(subscription, store, cancellationToken);

    /// <summary>Yields events as they come; an interrupted connection is taken up again behind the last one.</summary>
    /// <param name="topics">Topics.</param>
    /// <param name="position">Position to go on after; null for the earliest event that is kept.</param>
    /// <param name="follow">False ends at the present end of the topics.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="HubException">As the other form.</exception>
    public IAsyncEnumerable<ReceivedEvent> StreamAsync(IReadOnlyList<string> topics, string? position, bool follow, CancellationToken cancellationToken) =>
        StreamAsync(new(topics) { Position = position, Follow = follow }, cancellationToken);

    /// <summary>Yields events as they come; an interrupted connection is taken up again behind the last one.</summary>
    /// <param name="query">Which events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="HubException">The hub refuses. A query that does not follow is not tried again: then also when the hub cannot answer now.</exception>
    /// <exception cref="HttpRequestException">A query that does not follow did not reach the hub.</exception>
    /// <exception cref="IOException">The answer to a query that does not follow broke off; what was yielded stands.</exception>
    public async IAsyncEnumerable<ReceivedEvent> StreamAsync(EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var interruption = new Outcome();
            await using (var events = _connection.ReadAsync(query, cancellationToken).GetAsyncEnumerator(cancellationToken))
            {
                while (await NextAsync(events, query.Follow, interruption, cancellationToken).ConfigureAwait(false))
                {
                    var (kind, received) = events.Current;
                    failures = 0;
                    query = query with { Position = received.Position };
                    yield return received;
                    if (kind == EventConnection.End)
                    {
                        yield break;
                    }
                }
            }

            if (query.Follow)
            {
                await WaitAsync(interruption.Fault, ++failures, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A connection that breaks ends the page, and is taken up again when it is to be followed; what the hub refuses is the caller's to know.
    private static async ValueTask<bool> NextAsync(
        IAsyncEnumerator<(string Kind, ReceivedEvent Received)> events, bool follow, Outcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception broken) when (follow && Retry.IsPassing(broken, cancellationToken))
        {
            outcome.Fault = broken;
            return false;
        }
        catch (Exception broken) when (cancellationToken.IsCancellationRequested && Retry.IsPassing(broken, CancellationToken.None))
        {
            // It was to end, and its connection broke in the same moment: it ended.
            throw new OperationCanceledException("The stream was ended.", broken, cancellationToken);
        }
    }

    private async Task WaitAsync(Exception? fault, int failures, CancellationToken cancellationToken)
    {
        var reason = fault?.Message ?? "The hub closed the connection.";
        var wait = Retry.After(failures, _options, (fault as HubException)?.RetryAfter);
        Interrupted(reason, wait.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture));
        _options.Interrupted?.Invoke(new(reason, failures, wait));
        await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to the hub is interrupted and is tried again in {Seconds} s: {Reason}")]
    private partial void Interrupted(string reason, string seconds);

    private sealed class Outcome
    {
        public Exception? Fault { get; set; }
    }
}
