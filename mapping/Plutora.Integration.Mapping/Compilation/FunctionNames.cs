using System.Collections.Frozen;
using Plutora.Integration.Mapping.Running;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>
/// Every function that an expression may call without binding it: JSONata's own (docs.jsonata.org, version 2) and the mapping's. JSONata itself
/// finds a mistyped name only when a record reaches the call.
/// </summary>
internal static class FunctionNames
{
    private static readonly string[] BuiltIn =
    [
        "abs", "append", "assert", "average", "base64decode", "base64encode", "boolean", "ceil", "clone", "contains", "count", "decodeUrl",
        "decodeUrlComponent", "distinct", "each", "encodeUrl", "encodeUrlComponent", "error", "eval", "exists", "filter", "floor", "formatBase",
        "formatInteger", "formatNumber", "fromMillis", "join", "keys", "length", "lookup", "lowercase", "map", "match", "max", "merge", "millis",
        "min", "not", "now", "number", "pad", "parseInteger", "power", "random", "reduce", "replace", "reverse", "round", "shuffle", "sift",
        "single", "sort", "split", "spread", "sqrt", "string", "substring", "substringAfter", "substringBefore", "sum", "toMillis", "trim", "type",
        "uppercase", "zip",
    ];

    public static FrozenSet<string> Known { get; } = BuiltIn.Concat(MappingFunctions.All.Select(function => function.Name)).ToFrozenSet(StringComparer.Ordinal);
}
