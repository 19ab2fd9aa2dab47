namespace Plutora.Integration.Mapping;

/// <summary>The stream whose records a mapping translates, written <c>connector/stream</c> in a document.</summary>
/// <param name="Connector">The connector's id, for example <c>git</c>.</param>
/// <param name="Stream">The stream's id, for example <c>commit</c>.</param>
public sealed record MappingSource(string Connector, string Stream)
{
    /// <summary>The source as a document writes it: <c>connector/stream</c>.</summary>
    public override string ToString() => $"{Connector}/{Stream}";
}
