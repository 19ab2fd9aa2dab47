namespace Plutora.Integration.Client;

/// <summary>How a service reaches its hub; checked when it starts.</summary>
public sealed class PlutoraClientOptions
{
    /// <summary>Base address of the hub, <c>http</c> or <c>https</c>. Required; <c>http://127.0.0.1:5080</c> is a hub's own default.</summary>
    public Uri? Address { get; set; }

    /// <summary>API key. Required; from a secret store, never from source.</summary>
    public string? Key { get; set; }

    /// <summary>How long the hub may take to begin to answer. 100 seconds by default, 1 second to 10 minutes.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Wait after the first lost connection; doubles. 1 second by default, 10 milliseconds to 1 minute.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries. 30 seconds by default; from <see cref="FirstRetry"/> to 1 hour.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the hub may be silent before the connection counts as lost. 45 seconds by default, 20 seconds (a hub sends every 15) to 1 hour.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Largest event in bytes. 32 MB by default, 64 KB to 1 GB.</summary>
    public int MaxEventBytes { get; set; } = 32 * 1024 * 1024;

    internal HubConnection Connection => new(Address!, Key!);

    internal Subscribing.SubscriberOptions Subscriber => new()
    {
        FirstRetry = FirstRetry,
        LongestRetry = LongestRetry,
        SilenceLimit = SilenceLimit,
        MaxEventBytes = MaxEventBytes,
    };
}
