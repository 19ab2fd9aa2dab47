using Plutora.Integration.Jsonata.Syntax;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Helps to state the language's functions.</summary>
internal static class Native
{
    /// <summary>A function of the language.</summary>
    /// <param name="name">Its name without the dollar sign.</param>
    /// <param name="signature">The reference's signature.</param>
    /// <param name="arity">The reference's number of parameters, by which higher-order functions choose what they pass.</param>
    /// <param name="implementation">What it does.</param>
    public static NativeFunction Of(string name, string signature, int arity, Implementation implementation) =>
        new(name, Signature.Parse(signature), arity, implementation);

    /// <summary>A function that is undefined where its first argument is.</summary>
    public static NativeFunction OfDefined(string name, string signature, int arity, Implementation implementation) =>
        Of(name, signature, arity, (arguments, call) => arguments.Length == 0 || arguments[0].IsUndefined ? default : implementation(arguments, call));

    /// <summary>A text function of one argument.</summary>
    public static NativeFunction OfText(string name, Func<string, string> implementation) => OfDefined(name, "<s-:s>", 1, (arguments, call) =>
    {
        var result = implementation(arguments[0].AsString());
        call.Run.Make(result.Length);
        return JsonataValue.From(result);
    });

    /// <summary>A number function of one argument.</summary>
    public static NativeFunction OfNumber(string name, Func<double, double> implementation) =>
        OfDefined(name, "<n-:n>", 1, (arguments, _) => JsonataValue.From(implementation(arguments[0].AsDouble())));

    /// <summary>An optional argument.</summary>
    public static JsonataValue At(this JsonataValue[] arguments, int index) => index < arguments.Length ? arguments[index] : default;

    /// <summary>An argument as an array.</summary>
    public static ArrayValue ItemsOf(JsonataValue value) => value.Array ?? (value.IsUndefined ? new ArrayValue() : new ArrayValue(value));

    /// <summary>Calls a function given as an argument, with as many of the values as it has parameters.</summary>
    public static JsonataValue CallBack(JsonataValue function, Call call, JsonataValue first, JsonataValue second, JsonataValue third)
    {
        var target = function.Function ?? throw Faults.Of("T1006");
        JsonataValue[] arguments = target.Arity switch { >= 3 => [first, second, third], 2 => [first, second], _ => [first] };
        call.Run.Step();
        return Calls.Apply(target, arguments, call with { Input = JsonataValue.Null });
    }
}
