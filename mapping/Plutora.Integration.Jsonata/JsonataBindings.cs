namespace Plutora.Integration.Jsonata;

/// <summary>Variables of one evaluation. They may be used for several, but not be changed meanwhile.</summary>
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
