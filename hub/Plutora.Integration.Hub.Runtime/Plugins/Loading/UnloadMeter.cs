using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Plutora.Integration.Hub.Runtime.Plugins.Loading;

/// <summary>Waits until a load context has left memory, or tells that something still holds it.</summary>
internal static class UnloadMeter
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public static async Task<bool> IsGoneAsync(WeakReference context, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            // System.Text.Json keeps the accessors it compiled for a second, and drops them no sooner than when it compiles others.
            _ = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }.GetTypeInfo(typeof(UnloadReport)).Properties.Count;

            // Unloading is the collector's doing: without a full collection nothing would ever be measured.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (!context.IsAlive)
            {
                return true;
            }

            if (time.GetElapsedTime(started) >= timeout)
            {
                return false;
            }

            await Task.Delay(Step, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
