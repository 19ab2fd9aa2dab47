namespace Plutora.Integration.Sdk.Connectors;

/// <summary>Answer of <see cref="ConnectorInstance.CheckAsync"/>.</summary>
/// <param name="Succeeded">True when address and credentials work for what the instance is configured to read.</param>
/// <param name="Message">One sentence: what was reached and as whom, or what is wrong and what would mend it. Holds no secret.</param>
public sealed record CheckResult(bool Succeeded, string Message)
{
    /// <summary>The tool was reached and lets us in.</summary>
    public static CheckResult Success(string message) => new(true, message);

    /// <summary>It was not, or does not; the message says why and what to do.</summary>
    public static CheckResult Failure(string message) => new(false, message);
}
