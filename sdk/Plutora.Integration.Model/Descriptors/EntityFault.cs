namespace Plutora.Integration.Model.Descriptors;

/// <summary>One thing that keeps a JSON document from being an entity.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.assignees[1].id</c>.</param>
/// <param name="Message">What is wrong there and what was expected, as a sentence.</param>
public sealed record EntityFault(string Path, string Message)
{
    /// <summary>Path and message, for people.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
