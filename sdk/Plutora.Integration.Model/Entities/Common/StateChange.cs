using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>One change of state, as the tool told it or as the hub saw it.</summary>
/// <typeparam name="TState">The entity's normalized state.</typeparam>
public sealed record StateChange<TState>
    where TState : struct, Enum
{
    /// <summary>The state before; null for the first.</summary>
    public TState? From { get; init; }

    /// <summary>The state after.</summary>
    public required TState To { get; init; }

    /// <summary>The tool's own state before.</summary>
    public string? SourceFrom { get; init; }

    /// <summary>The tool's own state after.</summary>
    public string? SourceTo { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who changed it.</summary>
    [References("person")]
    public Reference? By { get; init; }

    /// <summary>True when the hub saw it change and the tool keeps no history; the true time may then be earlier.</summary>
    public bool? Observed { get; init; }
}
