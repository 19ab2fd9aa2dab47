using System.Text.Json;

namespace Plutora.Integration.Connectors.GitHub.Records;

/// <summary>The repository that records come from.</summary>
/// <param name="Id">GitHub's numeric id, as text: the container of its records.</param>
/// <param name="FullName"><c>owner/name</c> as it is called now.</param>
internal sealed record RepositoryRef(string Id, string FullName)
{
    /// <summary>Reads it from a repository object; <paramref name="place"/> is where that object stands, for messages.</summary>
    public static RepositoryRef From(JsonElement repository, string place) =>
        new(repository.RequiredId("id", place), repository.RequiredText("full_name", place));
}
