using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>A request to change something in a tool, as it was asked.</summary>
public sealed record ActionOrder
{
    /// <summary>Name of the action, such as <c>close-ticket</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Id or alias of the entity to change; null where something is created.</summary>
    public string? Target { get; init; }

    /// <summary>The instance in which something is created; where a target is named, its instance decides.</summary>
    public string? Instance { get; init; }

    /// <summary>Container at the tool in which something is created, such as a project; null otherwise.</summary>
    public string? Container { get; init; }

    /// <summary>Arguments by name; an object.</summary>
    public JsonElement Arguments { get; init; } = JsonElement.Parse("{}");

    /// <summary>The caller's own key: asked again with it, the action is the same one and is not carried out again. Kept for 90 days.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The <c>entityversion</c> that the caller has seen; the action fails with <c>conflict</c> when the tool has moved on (rule 29 of state).</summary>
    public long? IfVersion { get; init; }

    /// <summary>What makes two orders the same: everything but the key, whatever the order of members.</summary>
    internal string Content()
    {
        var text = string.Join('\0', Action, Target, Instance, Container, IfVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture), Sorted(JsonNode.Parse(Arguments.GetRawText()))?.ToJsonString());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The action's id, a function of who asks and the caller's key: two hubs that are asked at once give the same one.</summary>
    internal static string IdOf(string by, string idempotencyKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{by}\0{idempotencyKey}")).AsSpan(0, 16));

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}

/// <summary>How far an action has come.</summary>
public enum ActionStatus
{
    /// <summary>Taken; the tool has not been asked, or said that it did nothing and is asked again.</summary>
    Requested,

    /// <summary>The tool is being asked.</summary>
    Dispatched,

    /// <summary>The tool took it and works on it; <see cref="ActionEntry.Watch"/> names what tells how it ends.</summary>
    Running,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Not done; <see cref="ActionEntry.Reason"/> says why.</summary>
    Failed,

    /// <summary>The tool was asked and its answer lost; whether it was done is not known, and it is not asked again (rule 30 of state).</summary>
    Unknown,
}

/// <summary>Why an action failed.</summary>
public enum ActionFailure
{
    /// <summary>The target is no longer as the caller has seen it.</summary>
    Conflict,

    /// <summary>The tool refuses.</summary>
    Refused,

    /// <summary>The tool does not have the target.</summary>
    NotFound,

    /// <summary>The instance's credentials do not allow it.</summary>
    NotAllowed,

    /// <summary>The instance's options are wrong.</summary>
    Misconfigured,

    /// <summary>The tool could not be asked for as long as is tried.</summary>
    Unavailable,

    /// <summary>A person settled it as not done.</summary>
    Settled,

    /// <summary>The tool took it, and what it set going did not succeed.</summary>
    Unsuccessful,
}

/// <summary>An action and how far it has come.</summary>
public sealed record ActionEntry
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the action.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the target; null where something is created.</summary>
    public string? Target { get; init; }

    /// <summary>The instance that carries it out.</summary>
    public required string Instance { get; init; }

    /// <summary>Container in which something is created.</summary>
    public string? Container { get; init; }

    /// <summary>Arguments.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>The caller's key.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The version that the caller has seen.</summary>
    public long? IfVersion { get; init; }

    /// <summary>Name of the API key by which it was asked for.</summary>
    public required string By { get; init; }

    /// <summary>Role of that key then.</summary>
    public Keys.Role Role { get; init; }

    /// <summary>Hash of what was asked.</summary>
    public required string Content { get; init; }

    /// <summary>How far it has come.</summary>
    public ActionStatus Status { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public ActionFailure? Failure { get; init; }

    /// <summary>One sentence on a failure, an unknown end, or what is waited for; null where there is nothing to say. Holds no secret.</summary>
    public string? Reason { get; init; }

    /// <summary>What the tool answered, valid against the action's result schema.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Version that the tool gave the changed record (rule 28 of state).</summary>
    public string? RecordVersion { get; init; }

    /// <summary>Record to watch while it runs, <c>instance/stream/record id</c>.</summary>
    public string? Watch { get; init; }

    /// <summary>Id of the entity to watch, where <see cref="Watch"/> only mentions it; null where the record is about it.</summary>
    public string? WatchEntity { get; init; }

    /// <summary>True while it runs and the hub follows <see cref="Watch"/> to its end.</summary>
    public bool Following { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When its status last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When the tool is asked again; null when it is not waited for.</summary>
    public DateTimeOffset? TryAt { get; init; }

    /// <summary>How often the tool was asked.</summary>
    public int Attempts { get; init; }

    /// <summary>True when nothing is done about it any more.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOver => Status is ActionStatus.Succeeded or ActionStatus.Failed or ActionStatus.Unknown || (Status is ActionStatus.Running && !Following);

    internal byte[] Write() => StateJson.Write(this, RuntimeJson.Default.ActionEntry);

    internal static ActionEntry Read(string id, ReadOnlyMemory<byte> stored) => StateJson.Read(stored, RuntimeJson.Default.ActionEntry, $"Action '{id}'");
}
