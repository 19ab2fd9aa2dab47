namespace Plutora.Integration.Connectors.Git.Repositories;

/// <summary>A repository of the options.</summary>
/// <param name="Id">What it is known by: the container of its records and the key of its entity.</param>
/// <param name="Address">Where it is.</param>
internal sealed record RepositoryRef(string Id, RepositoryAddress Address)
{
    /// <summary>The repositories of options that were found valid.</summary>
    public static IReadOnlyList<RepositoryRef> All(GitOptions options) =>
        [.. from text in options.Repositories
            let address = RepositoryAddress.Parse(text, out _)
            where address is not null
            select new RepositoryRef(options.Ids.GetValueOrDefault(text) ?? address.Id, address)];
}
