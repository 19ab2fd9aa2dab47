using System.Runtime.CompilerServices;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>Puts together what is here already, so that many events share one transaction of the store, and never waits for more.</summary>
internal static class Batches
{
    private const int MostBytes = 4 * 1024 * 1024;

    public static async IAsyncEnumerable<IReadOnlyList<ReceivedEvent>> OfAsync(
        IAsyncEnumerable<ReceivedEvent> events, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var source = events.GetAsyncEnumerator(stop.Token);
        var next = source.MoveNextAsync().AsTask();
        try
        {
            var (batch, bytes) = (new List<ReceivedEvent>(), 0);
            while (true)
            {
                if (batch.Count > 0 && (!next.IsCompletedSuccessfully || batch.Count >= most || bytes >= MostBytes))
                {
                    yield return batch;
                    (batch, bytes) = ([], 0);
                }

                if (!await next.ConfigureAwait(false))
                {
                    break;
                }

                batch.Add(source.Current);
                bytes += source.Current.Json.Length;
                next = source.MoveNextAsync().AsTask();
            }

            if (batch.Count > 0)
            {
                yield return batch;
            }
        }
        finally
        {
            // The read ahead is ended before the source is let go; what it found comes again from the position.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }
}
