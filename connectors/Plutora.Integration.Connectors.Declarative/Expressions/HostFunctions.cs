using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Running;

namespace Plutora.Integration.Connectors.Declarative.Expressions;

/// <summary>Functions that connectors have beside the language's own.</summary>
internal static class HostFunctions
{
    private static readonly JsonataFunction[] All =
    [
        new("instant", "<x-:s>", static (arguments, _) => Instants.Of(arguments[0]) is { } at ? JsonataValue.From(InstantText.Format(at)) : default),
        new("epoch", "<x-:n>", static (arguments, _) => Instants.Of(arguments[0]) is { } at ? JsonataValue.From(Math.Floor(at.ToUnixTimeMilliseconds() / 1000d)) : default),
    ];

    /// <summary>What every expression is compiled with: short of a page's expressions, none may take long.</summary>
    public static JsonataOptions Options { get; } = new() { Functions = All, Limits = new() { MaxTime = TimeSpan.FromSeconds(10) } };

    /// <summary>Every function that an expression may call.</summary>
    public static IReadOnlySet<string> Names { get; } = JsonataFunctions.Names.Concat(All.Select(f => f.Name)).ToHashSet(StringComparer.Ordinal);
}
