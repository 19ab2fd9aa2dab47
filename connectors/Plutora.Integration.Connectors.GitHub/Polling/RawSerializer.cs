using Octokit.Internal;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Stands where Octokit would make its own model of an answer, which drops what it does not know: the text is kept as it is.</summary>
internal sealed class RawSerializer : IJsonSerializer
{
    public string Serialize(object item) => throw new NotSupportedException("Changes are sent as the text that they are.");

    public T Deserialize<T>(string json) => json is T text ? text : throw new NotSupportedException($"Answers are read as text, not as {typeof(T).Name}.");
}
