namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>Properties that fail together.</summary>
internal static class Implied
{
    /// <summary>Everything that is seen at a hub, which needs an instance that starts.</summary>
    public static IReadOnlyList<string> Hub { get; } =
    [
        "entities-published", "repeat-publishes-nothing", "pages-any-order", "deletions-reach-entities", "scope-shrunk-held", "webhook-signed", "webhook-accepted", "webhook-repeated", "webhook-out-of-order",
        "upload-accepted", "upload-repeated",
    ];
}
