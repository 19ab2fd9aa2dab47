namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>A step of a path, compiled.</summary>
/// <param name="Operation">What the step evaluates for each item; null for an order-by.</param>
/// <param name="Order">The order-by, where the step is one.</param>
internal sealed record Step(Operation? Operation, OrderClause? Order)
{
    /// <summary>The member's name where the step is nothing but one.</summary>
    public string? Name { get; init; }

    public StepStage[] Stages { get; init; } = [];

    /// <summary>Whether the step binds variables, so that the path goes on in rows.</summary>
    public bool IsTuple { get; init; }

    public bool IsVariable { get; init; }

    public bool ConstructsArray { get; init; }

    public bool KeepArray { get; init; }

    public string? Focus { get; init; }

    public string? Index { get; init; }

    public string? AncestorLabel { get; init; }
}

/// <summary>A predicate of a step, or an index variable after one.</summary>
internal sealed record StepStage(Operation? Filter, string? Index);
