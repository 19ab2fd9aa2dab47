using System.Text.Json;
using Plutora.Integration.Jsonata;

namespace Plutora.Integration.Connectors.Declarative.Expressions;

/// <summary>The variables that expressions see in one place; immutable, each variable added gives a new scope.</summary>
internal sealed class Scope
{
    private readonly IReadOnlyDictionary<string, JsonataValue> _values;

    private Scope(IReadOnlyDictionary<string, JsonataValue> values)
    {
        _values = values;
        Bindings = new();
        foreach (var (name, value) in values)
        {
            Bindings.Set(name, value);
        }
    }

    public static Scope Empty { get; } = new(new Dictionary<string, JsonataValue>());

    public JsonataBindings Bindings { get; }

    public Scope With(string name, JsonataValue value) => new(new Dictionary<string, JsonataValue>(_values) { [name] = value });

    public Scope With(string name, string? value) => value is null ? this : With(name, JsonataValue.From(value));

    public Scope With(string name, JsonElement value) => With(name, JsonataValue.From(value));

    public Scope Without(string name) => new(_values.Where(v => v.Key != name).ToDictionary(v => v.Key, v => v.Value));
}
