namespace Acme.DeliveryMetrics;

/// <summary>What the entities say, by their ids; commits by their hash.</summary>
internal sealed record Facts
{
    /// <summary>Names of the applications.</summary>
    public required IReadOnlyDictionary<string, string> Applications { get; init; }

    /// <summary>Environments that users work in.</summary>
    public required IReadOnlySet<string> Production { get; init; }

    /// <summary>Deployments that brought something, wherever to.</summary>
    public required IReadOnlyList<DeployedFact> Deployments { get; init; }

    /// <summary>When each commit was committed.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> Committed { get; init; }

    /// <summary>What each commit builds on.</summary>
    public required ILookup<string, string> Parents { get; init; }

    /// <summary>What belongs to what: a repository or a service to an application, a repository to a service.</summary>
    public required IReadOnlyList<(string Whole, string Part)> Parts { get; init; }

    /// <summary>Entities of two tools that are one thing.</summary>
    public required IReadOnlyList<(string One, string Other)> Same { get; init; }
}

/// <summary>A deployment that brought something.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Finished">When it had ended.</param>
/// <param name="ToProduction">Whether the tool that deployed says that it went to production.</param>
/// <param name="Environment">Where it went.</param>
/// <param name="Application">The application that is deployed, where it is told.</param>
/// <param name="Service">The service that is deployed, where it is told.</param>
/// <param name="Repository">The repository of what is deployed.</param>
/// <param name="Commits">The commit that is deployed, and those that the tool says it brings.</param>
internal sealed record DeployedFact(
    string Id, DateTimeOffset Finished, bool ToProduction, string? Environment, string? Application, string? Service, string? Repository, IReadOnlyList<string> Commits);
