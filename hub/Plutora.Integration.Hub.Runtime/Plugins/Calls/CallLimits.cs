namespace Plutora.Integration.Hub.Runtime.Plugins.Calls;

/// <summary>How long the hub waits for a plugin before it takes the call for hung. A tool that is slow within its own time limits is none.</summary>
public sealed record CallLimits
{
    /// <summary>For opening an instance, which by its contract waits for nothing. Thirty seconds by default.</summary>
    public TimeSpan Open { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For a check. Two minutes by default.</summary>
    public TimeSpan Check { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For one page of a read, one fetch or one action. Ten minutes by default, since tools ask to wait.</summary>
    public TimeSpan Page { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For parsing a delivery, while whoever sent it waits. Ten seconds by default.</summary>
    public TimeSpan Receive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For closing an instance, or a read that was ended. Ten seconds by default.</summary>
    public TimeSpan Close { get; init; } = TimeSpan.FromSeconds(10);
}
