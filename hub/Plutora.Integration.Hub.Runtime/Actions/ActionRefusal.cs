namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>Why an action was not taken.</summary>
public enum RefusalKind
{
    /// <summary>What was asked makes no sense; nothing but another request helps.</summary>
    Invalid,

    /// <summary>The target or instance does not exist, or the caller may not see it.</summary>
    NotFound,

    /// <summary>The target is deleted.</summary>
    Gone,

    /// <summary>The target's alias names several entities.</summary>
    Ambiguous,

    /// <summary>The caller's role or scope does not allow it.</summary>
    NotAllowed,

    /// <summary>The idempotency key was used for something else.</summary>
    KeyTaken,

    /// <summary>It cannot be done now.</summary>
    Unavailable,
}

/// <summary>That an action was not taken, and why.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Reason">One sentence with the remedy.</param>
public sealed record ActionRefusal(RefusalKind Kind, string Reason)
{
    /// <summary>Every fault, where there are several.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>The same where they are of arguments, each with its place.</summary>
    public IReadOnlyList<ArgumentFault> Arguments { get; init; } = [];
}

/// <summary>One thing wrong with the arguments of an action.</summary>
/// <param name="Path">Where, such as <c>labels[2]</c>; empty for the arguments as a whole.</param>
/// <param name="Message">One sentence: what is wrong, and what was expected.</param>
public sealed record ArgumentFault(string Path, string Message);

/// <summary>What became of a request for an action.</summary>
/// <param name="Action">The action, when it was taken, now or before.</param>
/// <param name="IsNew">True when it was taken now.</param>
/// <param name="Refusal">Why it was not taken.</param>
public sealed record ActionAcceptance(ActionEntry? Action, bool IsNew, ActionRefusal? Refusal);

/// <summary>What became of a request for a preview.</summary>
/// <param name="Preview">What would change.</param>
/// <param name="Refusal">Why it cannot be told.</param>
public sealed record PreviewOutcome(Sdk.Actions.ActionPreview? Preview, ActionRefusal? Refusal);
