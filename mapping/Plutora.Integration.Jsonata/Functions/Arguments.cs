using Plutora.Integration.Jsonata.Evaluation;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Reads arguments of built-in functions; what does not fit ends with the reference's T0410.</summary>
internal readonly struct Arguments(string function, IReadOnlyList<JsonataValue> values, JsonataValue input, Run run)
{
    public int Count => values.Count;

    public Run Run => run;

    /// <summary>An argument; the context stands in for a first one that is left out.</summary>
    public JsonataValue this[int index] => index < values.Count ? values[index] : index == 0 && values.Count == 0 ? input : default;

    public string Text(int index) => this[index].Kind == JsonataKind.String ? this[index].AsString() : throw Wrong(index, "a string");

    public double Number(int index) => this[index].Kind == JsonataKind.Number ? this[index].AsDouble() : throw Wrong(index, "a number");

    public List<JsonataValue> List(int index) => Sequences.Items(this[index]);

    public FunctionValue Function(int index) => this[index].Reference as FunctionValue ?? throw Wrong(index, "a function");

    /// <summary>Calls a function with no more arguments than it takes.</summary>
    public JsonataValue Call(FunctionValue callee, params ReadOnlySpan<JsonataValue> arguments) =>
        callee.Apply([.. arguments[..Math.Min(arguments.Length, Math.Max(callee.Arity, 1))]], input, run);

    private JsonataException Wrong(int index, string expected) =>
        new("T0410", 0, function, $"Argument {index + 1} of function \"{function}\" does not match function signature: expected {expected}");
}
