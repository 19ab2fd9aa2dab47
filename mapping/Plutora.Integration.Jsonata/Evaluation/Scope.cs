namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Variables of a block or function, within those around it.</summary>
internal sealed class Scope(Scope? outer)
{
    private Dictionary<string, JsonataValue>? _values;

    public JsonataValue Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values is { } values && values.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return default;
    }

    public void Set(string name, JsonataValue value) => (_values ??= new(StringComparer.Ordinal))[name] = value;

    private Scope? Outer { get; } = outer;
}

/// <summary>A function as a value.</summary>
internal sealed class FunctionValue(string name, int arity, Func<IReadOnlyList<JsonataValue>, JsonataValue, Run, JsonataValue> apply)
{
    public string Name { get; } = name;

    /// <summary>Number of parameters: higher-order functions pass no more than these.</summary>
    public int Arity { get; } = arity;

    public JsonataValue Apply(IReadOnlyList<JsonataValue> arguments, JsonataValue input, Run run) => apply(arguments, input, run);
}

/// <summary>One evaluation: its bounds, clock and host.</summary>
internal sealed class Run(JsonataLimits limits, JsonataCallContext call, TimeProvider time)
{
    private int _depth;
    private long _steps;

    public JsonataCallContext Call { get; } = call;

    /// <summary>One instant for the whole evaluation.</summary>
    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public void Enter(int position)
    {
        if (++_depth > limits.MaxDepth || ++_steps > limits.MaxSteps)
        {
            throw new JsonataException("U1001", position, null, "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.");
        }

        if ((_steps & 1_023) == 0)
        {
            Call.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    public void Leave() => _depth--;
}
