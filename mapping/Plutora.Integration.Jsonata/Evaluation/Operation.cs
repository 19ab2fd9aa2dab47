using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>A compiled node of an expression.</summary>
internal abstract class Operation(int position)
{
    /// <summary>Where it stands in the expression, as the reference counts.</summary>
    public int Position { get; } = position;

    public Operation[] Predicates { get; set; } = [];

    public GroupClause? Group { get; set; }

    /// <summary>True where <c>[]</c> asks for an array.</summary>
    public bool KeepArray { get; set; }

    /// <summary>Evaluates with the operation's predicates and group; a sequence of one item becomes that item.</summary>
    public virtual JsonataValue Evaluate(JsonataValue input, Frame frame, Run run) =>
        run.Enter() ? Complete(input, frame, run) : OnFreshStack(input, frame, run);

    /// <summary>The operation's own value.</summary>
    protected abstract JsonataValue Execute(JsonataValue input, Frame frame, Run run);

    /// <summary>A sequence as the value it stands for.</summary>
    protected JsonataValue Settle(JsonataValue result)
    {
        if (KeepArray && result.Reference is ArrayValue { IsSequence: true, IsTupleStream: false } sequence)
        {
            sequence.KeepSingleton = true;
        }

        return SequenceOfOne(result);
    }

    /// <summary>A sequence of none is undefined, and of one is that item unless it is kept.</summary>
    protected static JsonataValue SequenceOfOne(JsonataValue result) => result.Reference is not ArrayValue { IsSequence: true, IsTupleStream: false } sequence ? result
        : sequence.Count switch
        {
            0 => default,
            1 when !sequence.KeepSingleton => sequence[0],
            _ => result,
        };

    /// <summary>A method of its own, so that only it makes a closure.</summary>
    private JsonataValue OnFreshStack(JsonataValue input, Frame frame, Run run) => FreshStack.Run(() => Complete(input, frame, run));

    private JsonataValue Complete(JsonataValue input, Frame frame, Run run)
    {
        var result = Execute(input, frame, run);
        foreach (var predicate in Predicates)
        {
            result = new(Filter.Apply(predicate, result, frame, run));
        }

        if (Group is not null)
        {
            result = Group.Evaluate(result, frame, run);
        }

        run.Leave();
        return Settle(result);
    }
}
