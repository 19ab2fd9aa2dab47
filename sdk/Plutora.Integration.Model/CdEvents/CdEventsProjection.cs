using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>
/// Tells the transitions of entities as CDEvents v0.5.1, one event a transition, the entity whole in <c>customData</c>.
/// </summary>
/// <remarks>
/// A state proves facts: a time that the tool told (<c>startedAt</c>), or the state itself (<c>running</c>). A transition is a fact that the new state proves and the
/// previous did not. An entity first seen at its end therefore yields each step that it proves, in their order and at their own times, and none that it does not. A
/// change that proves no new fact yields the <c>updated</c> or <c>modified</c> event where CDEvents has one. A fact that lacks a field which CDEvents requires is skipped
/// with its reason, once; it is told when the field comes.
/// </remarks>
public static class CdEventsProjection
{
    /// <summary>The version of CDEvents that is kept to.</summary>
    public const string SpecVersion = "0.5.1";

    /// <summary>Names of the entities that CDEvents has words for; no other has transitions.</summary>
    public static IReadOnlyList<string> Entities => Facts.Entities;

    /// <summary>The transitions between two states of one entity, in the order in which they happened.</summary>
    /// <param name="previous">The state that was last projected; null when there was none, or the entity was deleted.</param>
    /// <param name="current">The new state; for a <c>deleted</c> event the last known.</param>
    /// <param name="context">The normalized event that carries the new state.</param>
    /// <returns>An event or the reason for there being none, for each; empty where CDEvents has no word for what happened.</returns>
    /// <exception cref="ArgumentException">The states are of two entities.</exception>
    public static IReadOnlyList<ProjectedTransition> Project(Entity? previous, Entity current, NormalizedEvent context)
    {
        if (previous is not null && previous.Id != current.Id)
            throw new ArgumentException($"The previous state is of {previous.Id}, the current of {current.Id}: both must be of one entity.", nameof(previous));
        string hub = context.Source[..Math.Max(context.Source.LastIndexOf('/'), 0)];
        return [.. Happened(previous, current, context, hub).Select(fact => Told(fact, current, context))];
    }

    private static List<Fact> Happened(Entity? previous, Entity current, NormalizedEvent context, string hub)
    {
        var before = previous is null ? [] : Facts.Of(previous, hub).ToDictionary(fact => fact.Identity, StringComparer.Ordinal);
        if (context.Type.Change == EntityChange.Deleted) return Facts.Deleted(current, hub) is { } deleted && IsNew(deleted, before) ? [deleted] : [];
        var news = Facts.Of(current, hub).Where(fact => IsNew(fact, before)).ToList();
        if (news.Count == 0 && previous is not null && Differ(previous, current) && Facts.Changed(current, hub) is { } changed) news.Add(changed);
        return news;
    }

    private static bool IsNew(Fact fact, Dictionary<string, Fact> before) =>
        !before.TryGetValue(fact.Identity, out var known) || (known.Missing is not null && fact.Missing is null);

    private static bool Differ(Entity previous, Entity current) =>
        !EntityTypes.Serialize(previous with { EntityVersion = null }).AsSpan().SequenceEqual(EntityTypes.Serialize(current with { EntityVersion = null }));

    private static ProjectedTransition Told(Fact fact, Entity entity, NormalizedEvent context) => fact.Missing is { } missing
        ? new ProjectedTransition(fact.Type, null, missing)
        : new ProjectedTransition(fact.Type, CdEventWriter.Write(fact, entity, context), null);
}
