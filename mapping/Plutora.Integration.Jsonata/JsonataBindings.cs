namespace Plutora.Integration.Jsonata;

/// <summary>Variables of one evaluation. They may be used for several, but not be changed meanwhile.</summary>
public sealed class JsonataBindings
{
    internal Dictionary<string, JsonataValue> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>An object of the host that its functions reach.</summary>
    public object? State { get; init; }

    /// <summary>The clock of <c>$now</c> and <c>$millis</c> in this evaluation; that of the expression's options where it is null.</summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>Binds a variable, without its dollar sign.</summary>
    public JsonataBindings Set(string name, JsonataValue value)
    {
        Values[name] = value;
        return this;
    }
}
