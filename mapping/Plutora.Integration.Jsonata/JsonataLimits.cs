namespace Plutora.Integration.Jsonata;

/// <summary>Bounds on what one evaluation may cost.</summary>
public sealed record JsonataLimits
{
    /// <summary>Nested evaluations. 302 by default; more ends with <c>U1001</c>.</summary>
    public int MaxDepth { get; init; } = 302;

    /// <summary>Evaluated nodes. Ten million by default; more ends with <c>U1001</c>.</summary>
    public long MaxSteps { get; init; } = 10_000_000;

    /// <summary>Nesting of the input. 512 by default.</summary>
    public int MaxInputDepth { get; init; } = 512;
}

/// <summary>How an expression is compiled.</summary>
public sealed record JsonataOptions
{
    /// <summary>Functions of the host, beside the language's own.</summary>
    public IReadOnlyList<JsonataFunction> Functions { get; init; } = [];

    /// <summary>Bounds of each evaluation.</summary>
    public JsonataLimits Limits { get; init; } = new();

    /// <summary>The clock of <c>$now</c> and <c>$millis</c>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>A function of the host.</summary>
/// <param name="Name">Name without the dollar sign.</param>
/// <param name="Signature">Reserved for a signature in the language's own notation; arguments are passed as they are.</param>
/// <param name="Implementation">What it does. Called from several threads.</param>
public sealed record JsonataFunction(string Name, string? Signature, Func<IReadOnlyList<JsonataValue>, JsonataCallContext, JsonataValue> Implementation);

/// <summary>What a host function is given beside its arguments.</summary>
/// <param name="State">The host's object of this evaluation, from <see cref="JsonataBindings.State"/>.</param>
/// <param name="CancellationToken">Ends the evaluation.</param>
public sealed record JsonataCallContext(object? State, CancellationToken CancellationToken);

/// <summary>Variables of one evaluation.</summary>
public sealed class JsonataBindings
{
    internal Dictionary<string, JsonataValue> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>An object of the host that its functions reach.</summary>
    public object? State { get; init; }

    /// <summary>Binds a variable, without its dollar sign.</summary>
    public JsonataBindings Set(string name, JsonataValue value)
    {
        Values[name] = value;
        return this;
    }
}
