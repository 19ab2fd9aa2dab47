using System.Text.Json;
using Plutora.Integration.Client.Subscribing;

namespace Plutora.Integration.Client.Publishing;

/// <summary>
/// Publishes what a service says of its own entities. When it returns, the batch is durable at the hub, all of it or nothing. To publish what a change of the
/// service's own state says, exactly once, put it into a <see cref="DbOutbox"/> in the transaction of that change instead.
/// </summary>
/// <param name="api">The hub, with a key that may publish as the service.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="options">How failures are waited out.</param>
public sealed class HubPublisher(HubApi api, TimeProvider time, PublisherOptions? options = null)
{
    /// <summary>Events of one batch at most.</summary>
    public const int MostEvents = 1_000;

    private readonly PublisherOptions _options = options ?? new();

    /// <summary>Publishes a batch of one service. While the hub cannot be reached or cannot take it, the same events are sent again.</summary>
    /// <param name="events">The events, at most <see cref="MostEvents"/>, in the order in which they happened.</param>
    /// <param name="cancellationToken">Ends it; whether the last try arrived is not known then, and sending the same events again is safe.</param>
    /// <exception cref="ArgumentException">There are too many.</exception>
    /// <exception cref="HubException">The hub refuses: 403 what is not the service's to say, 422 what is not valid; <see cref="HubException.Faults"/> name each. Or it failed at every try.</exception>
    /// <exception cref="HttpRequestException">The hub could not be reached at any try.</exception>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<ServiceEvent> events, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await SendAsync(api, [.. events.Select(e => e.Body)], cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (failures < _options.Tries && Retry.IsPassing(fault, cancellationToken))
            {
                await Task.Delay(Retry.After(failures, new() { FirstRetry = _options.FirstRetry, LongestRetry = _options.LongestRetry }, (fault as HubException)?.RetryAfter), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    internal static async Task<PublishResult> SendAsync(HubApi api, IReadOnlyList<string> bodies, CancellationToken cancellationToken)
    {
        if (bodies.Count > MostEvents)
        {
            throw new ArgumentException($"{bodies.Count} events are more than the {MostEvents} of a batch: publish them in several.", nameof(bodies));
        }

        var answer = await api.SendAsync(HttpMethod.Post, "/api/v1/events", $"[{string.Join(',', bodies)}]", cancellationToken).ConfigureAwait(false);
        return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("stored", out var stored) && answer.TryGetProperty("repeated", out var repeated)
            ? new(stored.GetInt32(), repeated.GetInt32())
            : throw new HttpRequestException("What answered is no hub: it does not say what it stored.");
    }
}

/// <summary>What became of a batch.</summary>
/// <param name="Stored">Events that were new to the hub.</param>
/// <param name="Repeated">Events that it had already, from an earlier try.</param>
public sealed record PublishResult(int Stored, int Repeated);

/// <summary>How a publisher waits out failures.</summary>
public sealed record PublisherOptions
{
    /// <summary>How often it tries in all. 5 by default.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Wait after the first failure; it doubles. 1 second by default.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries, unless the hub asks for more. 30 seconds by default.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);
}
