using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.Hub.Runtime.Actions.Inbox;

/// <summary>A request in the inbox: the body of <c>POST /api/v1/actions</c>.</summary>
internal sealed record InboxRequest
{
    public string? Action { get; init; }

    public string? Target { get; init; }

    public string? Instance { get; init; }

    public string? Container { get; init; }

    public JsonElement? Arguments { get; init; }

    public string? IdempotencyKey { get; init; }

    public long? IfVersion { get; init; }

    public ActionOrder Order()
    {
        var order = new ActionOrder { Action = Action ?? "", Target = Target, Instance = Instance, Container = Container, IdempotencyKey = IdempotencyKey, IfVersion = IfVersion };
        return Arguments is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } arguments ? order with { Arguments = arguments } : order;
    }
}

/// <summary>That a request of the inbox was not taken, as it stands on <c>actions.completed.v1</c>.</summary>
/// <param name="Reason">Why, with the remedy.</param>
/// <param name="Faults">Every fault, where there are several.</param>
/// <param name="By">Name of the API key, as it was claimed.</param>
/// <param name="Action">Name of the action; null where who asks was not known.</param>
/// <param name="IdempotencyKey">The caller's own key; null where who asks was not known.</param>
/// <param name="Partition">Where the request stands in the inbox.</param>
/// <param name="Offset">Where it stands in the partition.</param>
/// <param name="At">When it was refused.</param>
internal sealed record InboxRefusal(string Reason, IReadOnlyList<string> Faults, string? By, string? Action, string? IdempotencyKey, int Partition, long Offset, DateTimeOffset At);

/// <summary>Who asks for what; or why it is not looked at any further.</summary>
internal sealed record InboxReading(ApiKey? By, ActionOrder? Order, DateTimeOffset SignedAt, string? Fault);
