namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>How result files are read.</summary>
/// <param name="TextLimit">Characters kept of one text, such as an output or a stack.</param>
/// <param name="Zone">Zone of times without an offset.</param>
internal sealed record ReadSettings(int TextLimit, TimeZoneInfo Zone);
