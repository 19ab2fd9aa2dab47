namespace Plutora.Integration.Client.Subscribing;

/// <summary>What is tried again, and when: doubling with a ceiling, spread so that many subscribers do not come back at once.</summary>
internal static class Retry
{
    /// <summary>A broken connection, a time-out, a hub that cannot answer now; what the hub refuses is the caller's to know.</summary>
    public static bool IsPassing(Exception fault, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested && fault switch
    {
        HubException refused => refused.IsTransient,
        HttpRequestException or IOException => true,
        OperationCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    public static TimeSpan After(int failures, SubscriberOptions options, TimeSpan? asked)
    {
        var doubled = options.FirstRetry * Math.Pow(2, Math.Min(failures - 1, 30));
        var wait = (doubled < options.LongestRetry ? doubled : options.LongestRetry) * (1 - (Random.Shared.NextDouble() / 4));
        return asked > wait ? asked.Value : wait;
    }
}
