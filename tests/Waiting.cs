using System.Diagnostics;

namespace Plutora.Integration.Tests;

/// <summary>Waits for what another thread or process does.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until something holds, and fails with what was awaited when it does not in time.</summary>
    /// <param name="what">What is awaited, as the end of a sentence.</param>
    /// <param name="holds">Asks whether it holds.</param>
    /// <param name="limit">How long it may take; two minutes when left out.</param>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> UntilAsync(string what, Func<Task<bool>> holds, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < (limit ?? Limit), $"Waited for {(limit ?? Limit).TotalSeconds:0} s in vain until {what}.");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <inheritdoc cref="UntilAsync(string, Func{Task{bool}}, TimeSpan?)"/>
    public static Task<TimeSpan> UntilAsync(string what, Func<bool> holds, TimeSpan? limit = null) => UntilAsync(what, () => Task.FromResult(holds()), limit);
}
