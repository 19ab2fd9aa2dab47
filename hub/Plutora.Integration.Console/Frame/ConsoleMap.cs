using Plutora.Integration.Hub.Runtime.Callers;

namespace Plutora.Integration.WebConsole.Frame;

/// <summary>A page in the navigation.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Icon">Name of its symbol (Material Symbols).</param>
/// <param name="Needs">What a caller must be allowed to see it; null for whoever is signed in.</param>
public sealed record ConsoleEntry(string Address, string Title, string Icon, Operation? Needs = null);

/// <summary>Pages that belong together.</summary>
/// <param name="Id">Names the group in the page.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Entries">Its pages.</param>
public sealed record ConsoleGroup(string Id, string Title, IReadOnlyList<ConsoleEntry> Entries);

/// <summary>The pages of the console, as the navigation shows them to those who may see them. A page is a line here once it exists.</summary>
public static class ConsoleMap
{
    /// <summary>In the order of the navigation.</summary>
    public static IReadOnlyList<ConsoleGroup> Groups { get; } =
    [
        new("flow", "Flow",
        [
            new("/", "Home", "home"),
            new("/events", "Events", "stream", Operations.FollowEvents),
            new("/dead-letters", "Dead letters", "mail_off", Operations.GroupDeadLetters),
            new("/references", "References", "link_off", Operations.ListReferences),
            new("/mappings", "Mappings", "schema", Operations.ListMappings),
            new("/actions", "Actions", "bolt", Operations.ListActions),
        ]),
        new("connect", "Connect",
        [
            new("/integrations", "Integrations", "hub", Operations.ListInstances),
        ]),
        new("hub", "Hub",
        [
            new("/keys", "API keys", "key", Operations.ListKeys),
            new("/audit", "Audit", "history", Operations.LookBackAtAudit),
        ]),
    ];
}
