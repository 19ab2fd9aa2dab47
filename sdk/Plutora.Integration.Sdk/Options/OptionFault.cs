namespace Plutora.Integration.Sdk.Options;

/// <summary>One thing wrong with the options of an instance.</summary>
/// <param name="Path">Where, as a JSON path without <c>$</c>, such as <c>projects[2].key</c>; empty for the options as a whole.</param>
/// <param name="Message">What is wrong, and what was expected. Never repeats a secret's value.</param>
public sealed record OptionFault(string Path, string Message)
{
    /// <summary>The fault as one sentence.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"Option '{Path}': {Message}";
}
