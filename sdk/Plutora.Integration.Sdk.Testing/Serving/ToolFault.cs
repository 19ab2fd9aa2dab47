using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Serving;

/// <summary>How one request fails.</summary>
internal abstract record ToolFault
{
    /// <summary>The tool answers something else, and does nothing.</summary>
    public sealed record Answers(Func<ToolCall, ToolAnswer> With) : ToolFault;

    /// <summary>The connection ends without an answer, before or after the tool did what was asked.</summary>
    public sealed record Cut(bool Done) : ToolFault;

    /// <summary>The connection ends within the answer.</summary>
    public sealed record CutWithin : ToolFault;

    /// <summary>The answer is well-formed HTTP that holds half the body.</summary>
    public sealed record Truncated : ToolFault;

    /// <summary>The answer comes piece by piece.</summary>
    public sealed record Slow : ToolFault;

    /// <summary>No answer comes until who asked has gone.</summary>
    public sealed record Hangs : ToolFault;

    /// <summary>The answer that was given to an earlier request is given again.</summary>
    public sealed record Repeats(int Number) : ToolFault;
}
