using Plutora.Integration.Jsonata.Functions;

namespace Plutora.Integration.Jsonata;

/// <summary>The language's own functions.</summary>
public static class JsonataFunctions
{
    /// <summary>Their names, without the dollar sign, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Catalog.Names.Order(StringComparer.Ordinal)];
}
