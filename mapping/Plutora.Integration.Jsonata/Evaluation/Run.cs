using Plutora.Integration.Jsonata.Functions;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>One evaluation: its bounds, clock, bindings and host. Evaluations of a thread come one after another, and use one run where nothing holds on to it.</summary>
internal sealed class Run
{
    /// <summary>After so many steps the time and the token are looked at.</summary>
    private const int Interval = 1_024;

    /// <summary>After so many steps the clock is started: most evaluations end before, and need not ask what time it is.</summary>
    private const int Untimed = 32;

    /// <summary>What the thread's last evaluation left for its next one.</summary>
    [ThreadStatic]
    private static Run? _spare;

    private Catalog _functions = null!;
    private int _maxDepth;
    private long _maxSize;
    private JsonataBindings? _bindings;
    private JsonataValue _input;
    private CancellationToken _cancellationToken;
    private JsonataCallContext? _call;
    private long? _started;
    private int _calls;
    private long _steps;
    private long _made;
    private long _nextLook;
    private DateTimeOffset? _now;
    private bool _isHeld;

    private Run() => Outermost = new Frame(this);

    /// <summary>The frame of the expression itself.</summary>
    public Frame Outermost { get; }

    /// <summary>What functions of the host are given; made where one is called.</summary>
    public JsonataCallContext Call => _call ??= _bindings?.CallContext(_cancellationToken) ?? new(null, _cancellationToken);

    public Catalog Catalog => _functions;

    public int Depth { get; private set; }

    /// <summary>One instant for the whole evaluation, in milliseconds since 1970.</summary>
    public long NowMillis => (_now ??= (_bindings?.TimeProvider ?? Time).GetUtcNow()).ToUnixTimeMilliseconds();

    public TimeSpan RegexTimeout => Limits.RegexTimeout;

    /// <summary>What may still be made, in items and characters.</summary>
    public long Allowance => _maxSize - _made;

    private JsonataLimits Limits => _functions.Options.Limits;

    private TimeProvider Time => _functions.Options.TimeProvider;

    /// <summary>Begins an evaluation.</summary>
    public static Run Begin(Catalog functions, JsonataValue input, JsonataBindings? bindings, CancellationToken cancellationToken)
    {
        // Taken for as long as it runs: a function of the host may evaluate another expression meanwhile.
        var run = _spare ?? new Run();
        _spare = null;
        run._functions = functions;
        run._input = input;
        run._bindings = bindings;
        run._cancellationToken = cancellationToken;
        run._maxDepth = run.Limits.MaxDepth;
        run._maxSize = run.Limits.MaxSize;
        run._nextLook = Untimed;
        return run;
    }

    /// <summary>Ends an evaluation that came to a result, so that the thread's next one needs no run of its own. One that failed is not used again.</summary>
    public void End()
    {
        if (_isHeld || Outermost.Binds)
        {
            return;
        }

        // What waits on the thread keeps nothing of the host's alive.
        _functions = null!;
        _input = default;
        _bindings = null;
        _call = null;
        _cancellationToken = default;
        _started = null;
        _now = null;
        Depth = _calls = 0;
        _steps = _made = 0;
        _spare = this;
    }

    /// <summary>Notes that a function was made which looks at the run's variables, and may do so when the evaluation has ended.</summary>
    public void Hold() => _isHeld = true;

    /// <summary>Enters a nested evaluation. It returns false where the thread's stack is used up and the evaluation goes on with another.</summary>
    public bool Enter()
    {
        if (++Depth > _maxDepth)
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
        if (++_calls > _maxDepth)
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
        if ((_made += count) > _maxSize)
        {
            throw Faults.Of("U1002");
        }

        Step((int)Math.Min(count / 16, int.MaxValue));
    }

    /// <summary>A variable that no frame binds.</summary>
    public JsonataValue Global(string name) =>
        name == "$" ? _input
        : _bindings is not null && _bindings.TryGet(name, out var bound) ? bound
        : _functions.Find(name) is { } function ? new JsonataValue(function)
        : default;

    /// <summary>Whether the bindings hide a function of the language or the host.</summary>
    public bool Hides(string name) => _bindings is not null && _bindings.TryGet(name, out _);

    private void Look()
    {
        _started ??= Time.GetTimestamp();
        if (_steps < Interval)
        {
            _nextLook = Interval;
            return;
        }

        _nextLook = _steps + Interval;
        _cancellationToken.ThrowIfCancellationRequested();
        if (_steps > Limits.MaxSteps || Time.GetElapsedTime(_started.Value) > Limits.MaxTime)
        {
            throw Faults.Said("U1001", "Expression evaluation timeout: Check for infinite loop");
        }
    }
}
