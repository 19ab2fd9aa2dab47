using System.Collections.Frozen;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Running;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>
/// Every function that an expression may call without binding it: JSONata's own and the mapping's. JSONata itself
/// finds a mistyped name only when a record reaches the call.
/// </summary>
internal static class FunctionNames
{
    public static FrozenSet<string> Known { get; } = JsonataFunctions.Names.Concat(MappingFunctions.All.Select(function => function.Name)).ToFrozenSet(StringComparer.Ordinal);
}
