namespace Plutora.Integration.Model.Actions;

/// <summary>An action of the common data model: the same name means the same thing in every tool.</summary>
public sealed record ActionType
{
    /// <summary>Name of the action, such as <c>close-ticket</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the entities that it may target; empty where something is created in an instance and a container.</summary>
    public required IReadOnlyList<string> Entities { get; init; }

    /// <summary>Class of its arguments.</summary>
    public required Type Arguments { get; init; }

    /// <summary>Class of its result's values.</summary>
    public required Type Result { get; init; }

    /// <summary>Names of all arguments, as JSON has them.</summary>
    public required IReadOnlyList<string> ArgumentNames { get; init; }

    /// <summary>Names of the arguments that every connector takes and every caller gives, as JSON has them.</summary>
    public required IReadOnlyList<string> RequiredArguments { get; init; }

    /// <summary>Names of the result's values that every connector gives, as JSON has them.</summary>
    public required IReadOnlyList<string> RequiredValues { get; init; }
}
