using Plutora.Integration.EventLog.Copying;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>Copies that are cut off.</summary>
internal static class InterruptedCopy
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Cut off after so many steps, again and again, until it is through.
    public static async Task<LogCopyProgress> CutAsync(int steps, Func<IProgress<LogCopyProgress>, Task<LogCopyProgress>> copy)
    {
        for (var cuts = 0; cuts < 20; cuts++)
        {
            try
            {
                return await copy(new Cut(steps));
            }
            catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
            {
                // As a kill would: what was committed stands. Each run is let go further, so that it ends.
                steps++;
            }
        }

        throw new InvalidOperationException("The copy was not through after 20 runs.");
    }

    internal sealed class Cut(int steps) : IProgress<LogCopyProgress>
    {
        private int _left = steps;

        public void Report(LogCopyProgress value)
        {
            if (value.Stage != "done" && --_left <= 0) throw new OperationCanceledException();
        }
    }
}
