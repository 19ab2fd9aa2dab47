namespace Plutora.Integration.Connectors.Zephyr.Api;

/// <summary>Names of a project's statuses, priorities and environments, which records name by id.</summary>
internal sealed record Names(IReadOnlyDictionary<long, string> Statuses, IReadOnlyDictionary<long, string> Priorities, IReadOnlyDictionary<long, string> Environments)
{
    /// <summary>The name of what a member of a record holds; null where it is not known.</summary>
    public string? Of(string member, long id) => member switch
    {
        "priority" => Priorities.GetValueOrDefault(id),
        "environment" => Environments.GetValueOrDefault(id),
        _ => Statuses.GetValueOrDefault(id),
    };
}
