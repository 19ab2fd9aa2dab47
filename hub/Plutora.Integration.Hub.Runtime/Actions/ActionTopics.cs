using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>Topics of actions, and how an action stands there: CloudEvents in Kafka's binary binding, with the action's id as subject and key.</summary>
internal static class ActionTopics
{
    /// <summary>What is asked for; written by hubs alone.</summary>
    public const string Requested = "actions.requested.v1";

    /// <summary>How each ended, or that it runs; told again when an unknown end was settled.</summary>
    public const string Completed = "actions.completed.v1";

    /// <summary>Where callers ask by topic; there where the setting <c>actions.inbox</c> is on.</summary>
    public const string Inbox = "actions.inbox.v1";

    /// <summary>Type of what tells that a request of the inbox was not taken.</summary>
    public const string RefusedType = "com.plutora.action.refused.v1";

    /// <summary>Type of a request.</summary>
    public const string RequestedType = "com.plutora.action.requested.v1";

    /// <summary>Type of an order to settle one that ended unknown.</summary>
    public const string SettleType = "com.plutora.action.settle.v1";

    private const string CompletedType = "com.plutora.action.completed.v1";

    public static LogEntry Request(string hub, ActionEntry entry) => Entry(Requested, RequestedType, hub, entry.Id, entry.Id, entry.RequestedAt, Json(entry));

    public static LogEntry Settle(string hub, ActionEntry entry, SettleOrder order) => Entry(
        Requested, SettleType, hub, string.Create(CultureInfo.InvariantCulture, $"{entry.Id}-settle-{order.At.ToUnixTimeMilliseconds()}"), entry.Id, order.At,
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(order, RuntimeJson.Default.SettleOrder));

    // The id follows from the action and its status, so that a subscriber drops what it has seen.
    public static LogEntry Complete(string hub, ActionEntry entry) => Entry(
        Completed, CompletedType, hub, string.Create(CultureInfo.InvariantCulture, $"{entry.Id}-{entry.Status.ToString().ToLowerInvariant()}-{entry.Attempts}"), entry.Id, entry.ChangedAt, Json(entry));

    // The id follows from the place in the inbox: told once, also where it is read again.
    public static LogEntry Refuse(string hub, string place, string action, Inbox.InboxRefusal refusal) => Entry(
        Completed, RefusedType, hub, $"{place}-refused", action, refusal.At, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(refusal, RuntimeJson.Default.InboxRefusal));

    public static string? TypeOf(LogRecord record) => record.Header(BinaryEvent.Prefix + "type");

    private static byte[] Json(ActionEntry entry) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(entry, RuntimeJson.Default.ActionEntry);

    private static LogEntry Entry(string topic, string type, string hub, string id, string action, DateTimeOffset at, byte[] json) => new(
        topic, action, json,
        [
            new(BinaryEvent.ContentType, NormalizedEvent.DataContentType),
            new(BinaryEvent.Prefix + "specversion", "1.0"),
            new(BinaryEvent.Prefix + "id", id),
            new(BinaryEvent.Prefix + "source", $"/{hub}"),
            new(BinaryEvent.Prefix + "type", type),
            new(BinaryEvent.Prefix + "subject", action),
            new(BinaryEvent.Prefix + "time", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)),
        ]);
}

/// <summary>A person's word on an action that ended unknown.</summary>
/// <param name="As">What it was: succeeded or failed; null asks the tool again.</param>
/// <param name="By">Name of the API key.</param>
/// <param name="Role">Its role.</param>
/// <param name="At">When.</param>
public sealed record SettleOrder(ActionStatus? As, string By, Keys.Role Role, DateTimeOffset At);
