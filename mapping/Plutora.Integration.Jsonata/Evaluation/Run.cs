using Plutora.Integration.Jsonata.Functions;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>One evaluation: its bounds, clock, bindings and host.</summary>
internal sealed class Run
{
    /// <summary>After so many steps the time and the token are looked at.</summary>
    private const int Interval = 1_024;

    private readonly JsonataLimits _limits;
    private readonly TimeProvider _time;
    private readonly JsonataBindings? _bindings;
    private readonly JsonataValue _input;
    private readonly Catalog _functions;
    private readonly long _started;
    private int _calls;
    private long _steps;
    private long _made;
    private long _nextLook = Interval;
    private DateTimeOffset? _now;

    public Run(JsonataOptions options, Catalog functions, JsonataValue input, JsonataBindings? bindings, CancellationToken cancellationToken)
    {
        (_limits, _time, _functions, _input, _bindings) = (options.Limits, options.TimeProvider, functions, input, bindings);
        Call = new(bindings?.State, cancellationToken);
        _started = _time.GetTimestamp();
    }

    public JsonataCallContext Call { get; }

    public Catalog Catalog => _functions;

    public int Depth { get; private set; }

    /// <summary>One instant for the whole evaluation, in milliseconds since 1970.</summary>
    public long NowMillis => (_now ??= (_bindings?.TimeProvider ?? _time).GetUtcNow()).ToUnixTimeMilliseconds();

    public TimeSpan RegexTimeout => _limits.RegexTimeout;

    /// <summary>What may still be made, in items and characters.</summary>
    public long Allowance => _limits.MaxSize - _made;

    /// <summary>Enters a nested evaluation. It returns false where the thread's stack is used up and the evaluation goes on with another.</summary>
    public bool Enter()
    {
        if (++Depth > _limits.MaxDepth)
        {
            throw Faults.Of("U1001");
        }

        if (++_steps >= _nextLook)
        {
            Look();
        }

        return (Depth & 15) != 0 || System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack();
    }

    public void Leave() => Depth--;

    /// <summary>Enters a call. Calls in tail position leave the evaluation around them first, so that calls count by themselves.</summary>
    public bool EnterCall()
    {
        if (++_calls > _limits.MaxDepth)
        {
            throw Faults.Of("U1001");
        }

        return (_calls & 7) != 0 || System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack();
    }

    public void LeaveCall() => _calls--;

    /// <summary>Counts steps that are no evaluations of their own, such as comparing a long array.</summary>
    public void Step(int count = 1)
    {
        if ((_steps += count) >= _nextLook)
        {
            Look();
        }
    }

    /// <summary>Counts items and characters that are made.</summary>
    public void Make(long count)
    {
        if ((_made += count) > _limits.MaxSize)
        {
            throw Faults.Of("U1002");
        }

        Step((int)Math.Min(count / 16, int.MaxValue));
    }

    /// <summary>A variable that no frame binds.</summary>
    public JsonataValue Global(string name) =>
        name == "$" ? _input
        : _bindings is not null && _bindings.Values.TryGetValue(name, out var bound) ? bound
        : _functions.Find(name) is { } function ? new JsonataValue(function)
        : default;

    /// <summary>Whether the bindings hide a function of the language or the host.</summary>
    public bool Hides(string name) => _bindings is not null && _bindings.Values.ContainsKey(name);

    private void Look()
    {
        _nextLook = _steps + Interval;
        Call.CancellationToken.ThrowIfCancellationRequested();
        if (_steps > _limits.MaxSteps || _time.GetElapsedTime(_started) > _limits.MaxTime)
        {
            throw Faults.Said("U1001", "Expression evaluation timeout: Check for infinite loop");
        }
    }
}
