using System.Collections.Frozen;
using Plutora.Integration.Jsonata.Syntax;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>The functions that expressions of one set of options may call: the language's own and the host's.</summary>
internal sealed class Catalog
{
    private static readonly FrozenDictionary<string, FunctionValue> Language = new[]
    {
        NumberFunctions.All, AggregateFunctions.All, TextFunctions.All, PatternFunctions.All, CodingFunctions.All, FormatFunctions.All, ListFunctions.All,
        HigherOrderFunctions.All, ObjectFunctions.All, ControlFunctions.All, TimeFunctions.All,
    }.SelectMany(functions => functions).ToFrozenDictionary(function => function.Name, function => (FunctionValue)function, StringComparer.Ordinal);

    private readonly FrozenDictionary<string, FunctionValue>? _host;

    /// <summary>The language's <c>$exists</c>.</summary>
    public static FunctionValue Exists { get; } = Language["exists"];

    public Catalog(JsonataOptions options)
    {
        Options = options;
        if (options.Functions.Count > 0)
        {
            _host = options.Functions.ToFrozenDictionary(function => function.Name, FromHost, StringComparer.Ordinal);
        }
    }

    public JsonataOptions Options { get; }

    /// <summary>The names of the language's own functions.</summary>
    public static IEnumerable<string> Names => Language.Keys;

    public FunctionValue? Find(string name) =>
        _host is not null && _host.TryGetValue(name, out var function) ? function : Language.GetValueOrDefault(name);

    private static FunctionValue FromHost(JsonataFunction function)
    {
        var signature = function.Signature is null ? null : Signature.Parse(function.Signature);
        return new NativeFunction(function.Name, signature, signature?.Count ?? 1, (arguments, call) => function.Implementation(arguments, call.Run.Call));
    }
}
