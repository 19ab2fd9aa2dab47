using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>A text, number, boolean or null.</summary>
internal sealed class LiteralOperation(JsonataValue value, int position) : Operation(position)
{
    /// <summary>As errors name it.</summary>
    public string Text => Value.Kind == JsonataKind.String ? Value.AsString() : Value.ToJson();

    public JsonataValue Value { get; } = value;

    public override JsonataValue Evaluate(JsonataValue input, Frame frame, Run run) =>
        Predicates.Length == 0 && Group is null ? Value : base.Evaluate(input, frame, run);

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run) => Value;
}

/// <summary>A member's name as a step.</summary>
internal sealed class NameOperation(string name, int position) : Operation(position)
{
    public string Name { get; } = name;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run) => Access.Member(input, Name, run);
}

/// <summary><c>$</c> and <c>$name</c>.</summary>
internal sealed class VariableOperation(string name, int position) : Operation(position)
{
    public string Name { get; } = name;

    public override JsonataValue Evaluate(JsonataValue input, Frame frame, Run run) =>
        Predicates.Length == 0 && Group is null ? Settle(Execute(input, frame, run)) : base.Evaluate(input, frame, run);

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run) =>
        Name.Length > 0 ? frame.Lookup(Name)
        : input.Reference is ArrayValue { IsOuterWrapper: true } wrapper ? wrapper[0]
        : input;
}

/// <summary>The object that a step was taken from, <c>%</c>.</summary>
internal sealed class ParentOperation(string label, int position) : Operation(position)
{
    /// <summary>The name under which the step's row holds the object.</summary>
    public string Label { get; } = label;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run) => frame.Lookup(Label);
}

/// <summary>Every member's value, <c>*</c>.</summary>
internal sealed class WildcardOperation(int position) : Operation(position)
{
    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        if (input.Reference is ArrayValue { IsOuterWrapper: true, Count: > 0 } wrapper)
        {
            input = wrapper[0];
        }

        var (sequence, plain) = (ArrayValue.Sequence(), false);
        foreach (var value in Access.Children(input))
        {
            plain |= value.Array is not null;
            Access.Flatten(sequence, value, run);
        }

        // Where an array was taken in, the result is one itself: it stays an array even of one item.
        return new(plain ? new ArrayValue(sequence.Items.ToArray()) : sequence);
    }
}

/// <summary>Every value below, <c>**</c>.</summary>
internal sealed class DescendantOperation(int position) : Operation(position)
{
    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        if (input.IsUndefined)
        {
            return default;
        }

        var sequence = ArrayValue.Sequence();
        Access.Descend(sequence, input, run);
        return sequence.Count == 1 ? sequence[0] : new(sequence);
    }
}
