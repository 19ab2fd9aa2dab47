using System.Net;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client;

/// <summary>An alias names several entities; one of the candidates has to be asked for by its id.</summary>
/// <param name="message">What the hub says, for people.</param>
/// <param name="candidates">The entities that have the alias.</param>
public sealed class AmbiguousAliasException(string message, IReadOnlyList<EntityId> candidates)
    : HubException(HttpStatusCode.Conflict, message, [.. candidates.Select(c => c.ToString())])
{
    /// <summary>The entities that have the alias.</summary>
    public IReadOnlyList<EntityId> Candidates { get; } = candidates;
}
