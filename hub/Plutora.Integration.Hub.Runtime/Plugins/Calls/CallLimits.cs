namespace Plutora.Integration.Hub.Runtime.Plugins.Calls;

/// <summary>How long the hub waits for a plugin before it takes the call for hung. A tool that is slow within its own time limits is none.</summary>
public sealed record CallLimits
{
    /// <summary>For a check. Two minutes by default.</summary>
    public TimeSpan Check { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For one page of a read, one fetch or one action. Ten minutes by default, since tools ask to wait.</summary>
    public TimeSpan Page { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For parsing a delivery, while whoever sent it waits. Ten seconds by default.</summary>
    public TimeSpan Receive { get; init; } = TimeSpan.FromSeconds(10);
}
