using Plutora.Integration.Jsonata.Evaluation;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>The language's own functions.</summary>
internal static class BuiltIns
{
    private static readonly Scope Own = Build();

    /// <summary>The built-in functions, with those of the host over them.</summary>
    public static Scope Scope(IReadOnlyList<JsonataFunction> functions)
    {
        if (functions.Count == 0)
        {
            return Own;
        }

        var scope = new Scope(Own);
        foreach (var function in functions)
        {
            scope.Set(function.Name, new(new FunctionValue(function.Name, int.MaxValue, (arguments, _, run) => function.Implementation(arguments, run.Call))));
        }

        return scope;
    }

    private static Scope Build()
    {
        var scope = new Scope(null);
        foreach (var (name, arity, body) in StringFunctions.All.Concat(NumberFunctions.All).Concat(ListFunctions.All).Concat(ObjectFunctions.All))
        {
            scope.Set(name, new(new FunctionValue(name, arity, (arguments, input, run) => body(new(name, arguments, input, run)))));
        }

        return scope;
    }
}
