using System.Text.Json;
using Plutora.Integration.Jsonata;

namespace Plutora.Integration.Connectors.Declarative.Expressions;

/// <summary>The variables that expressions see in one place; immutable, each variable added gives a new scope.</summary>
internal sealed class Scope
{
    private readonly IReadOnlyDictionary<string, JsonataValue> _values;
    private readonly TimeProvider? _time;

    private Scope(IReadOnlyDictionary<string, JsonataValue> values, TimeProvider? time)
    {
        (_values, _time) = (values, time);
        Bindings = new() { TimeProvider = time };
        foreach (var (name, value) in values)
        {
            Bindings.Set(name, value);
        }
    }

    /// <summary>No variable. What is the same whenever it is evaluated, such as a migration, needs no clock.</summary>
    public static Scope Empty { get; } = new(new Dictionary<string, JsonataValue>(), null);

    public JsonataBindings Bindings { get; }

    /// <summary>No variable, and a clock for <c>$now</c> and <c>$millis</c>.</summary>
    public static Scope At(TimeProvider time) => new(new Dictionary<string, JsonataValue>(), time);

    public Scope With(string name, JsonataValue value) => new(new Dictionary<string, JsonataValue>(_values) { [name] = value }, _time);

    public Scope With(string name, string? value) => value is null ? this : With(name, JsonataValue.From(value));

    public Scope With(string name, JsonElement value) => With(name, JsonataValue.From(value));

    public Scope Without(string name) => new(_values.Where(v => v.Key != name).ToDictionary(v => v.Key, v => v.Value), _time);
}
