using System.Collections.Concurrent;
using System.Net;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Tools that deliver issues to hubs, four at a time, one after the other until they are stopped. A delivery that was not acknowledged is sent again under the same id, to the next hub where there are several.</summary>
internal sealed class IssueSenders : IDisposable
{
    private const int AtOnce = 4;
    private readonly IReadOnlyList<HubProcess> _hubs;
    private readonly Func<int, (string Event, byte[] Body)> _make;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly ConcurrentDictionary<int, byte> _acknowledged = new();
    private readonly Task[] _sending;

    private IssueSenders(IReadOnlyList<HubProcess> hubs, Func<int, (string Event, byte[] Body)> make)
    {
        (_hubs, _make) = (hubs, make);
        _sending = [.. Enumerable.Range(0, AtOnce).Select(SendAsync)];
    }

    /// <summary>Numbers of the issues whose delivery was acknowledged.</summary>
    public IReadOnlyCollection<int> Acknowledged => [.. _acknowledged.Keys];

    /// <summary>Starts to deliver issues that never change.</summary>
    public static IssueSenders Start(params IReadOnlyList<HubProcess> hubs) => new(hubs, number => ("issues", IssueDeliveries.Body(number)));

    /// <summary>Starts to deliver.</summary>
    /// <param name="make">Makes a delivery of its number: name of the event, and body.</param>
    /// <param name="hubs">Those to whom it is delivered.</param>
    public static IssueSenders Start(Func<int, (string Event, byte[] Body)> make, params IReadOnlyList<HubProcess> hubs) => new(hubs, make);

    /// <summary>Waits until so many more are acknowledged.</summary>
    /// <param name="count">How many.</param>
    /// <param name="when">What is the case meanwhile, as the end of a sentence.</param>
    /// <returns>How long it took.</returns>
    public Task<TimeSpan> MoreAsync(int count, string when = "")
    {
        var until = _acknowledged.Count + count;
        return Waiting.UntilAsync($"{count} more deliveries are acknowledged {when}".TrimEnd(), () => _acknowledged.Count >= until);
    }

    /// <summary>Stops, once what is under way is answered or given up.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_sending);
    }

    public void Dispose()
    {
        // A test that failed leaves them running: they end with their next look.
        _stop.Cancel();
        _stop.Dispose();
    }

    // Numbers of different senders never meet.
    private async Task SendAsync(int sender)
    {
        var (turn, stop) = (sender, _stop.Token);
        for (var number = 1 + sender; !stop.IsCancellationRequested; number += AtOnce)
        {
            var (name, body) = _make(number);
            while (!_acknowledged.ContainsKey(number) && !stop.IsCancellationRequested)
            {
                try
                {
                    if (await _hubs[turn % _hubs.Count].DeliverAsync(name, $"d{number}", body, stop) == HttpStatusCode.Accepted) _acknowledged[number] = 0;
                    else turn++;
                }
                catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException)
                {
                    turn++;
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
                }
            }
        }
    }
}
