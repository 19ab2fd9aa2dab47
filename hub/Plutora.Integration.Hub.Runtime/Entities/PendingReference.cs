using Plutora.Integration.Hub.Runtime.Merging;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>A reference by alias that waits for its target, or has several.</summary>
/// <param name="Referrer">Id of the entity that holds it.</param>
/// <param name="Key">The reference.</param>
/// <param name="At">The record's time: the alias's holder then is meant.</param>
/// <param name="Candidates">Ids of the entities that the alias names, where there are several; empty while there is none.</param>
public sealed record PendingReference(string Referrer, ReferenceKey Key, DateTimeOffset At, IReadOnlyList<string> Candidates)
{
    internal const string Store = "references";

    internal static string KeyOf(string referrer, ReferenceKey key) => $"{key.Alias}\0{referrer}\0{key.Entity}\0{key.Scope}";
}
