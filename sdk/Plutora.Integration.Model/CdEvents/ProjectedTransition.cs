using System.Diagnostics.CodeAnalysis;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>One transition of an entity for which CDEvents has a type: the event, or what kept it from being made.</summary>
/// <param name="Type">The CDEvents type.</param>
/// <param name="Event">The event; null when it was skipped.</param>
/// <param name="MissingField">The field that CDEvents requires and the entity does not tell; null when there is an event. Few values, fit to count by.</param>
public sealed record ProjectedTransition(string Type, CdEvent? Event, string? MissingField)
{
    /// <summary>Whether there is no event.</summary>
    [MemberNotNullWhen(false, nameof(Event))]
    [MemberNotNullWhen(true, nameof(MissingField), nameof(Reason))]
    public bool IsSkipped => Event is null;

    /// <summary>Why there is no event, as a sentence; null when there is one.</summary>
    public string? Reason => IsSkipped ? $"{Type} requires {MissingField}, which the entity does not tell." : null;
}
