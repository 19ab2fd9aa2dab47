using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client.Acting;

/// <summary>How far an action has come.</summary>
public enum ActionStatus
{
    /// <summary>A status that this version of the client does not know.</summary>
    Other = 0,

    /// <summary>Taken; the tool has not been asked, or said that it did nothing and is asked again.</summary>
    Requested,

    /// <summary>The tool is being asked.</summary>
    Dispatched,

    /// <summary>The tool took it and works on it; <see cref="ActionState.Watch"/> names what to follow.</summary>
    Running,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Not done; <see cref="ActionState.Failure"/> and <see cref="ActionState.Reason"/> say why.</summary>
    Failed,

    /// <summary>The tool was asked and its answer lost. Whether it was done is not known: it is not asked again, and a person settles it.</summary>
    Unknown,
}

/// <summary>Why an action failed.</summary>
public enum ActionFailure
{
    /// <summary>A reason that this version of the client does not know.</summary>
    Other = 0,

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

/// <summary>The record at the tool that tells how a running action ends.</summary>
/// <param name="Instance">The instance that reads it.</param>
/// <param name="Stream">Its stream, such as <c>pipeline</c>.</param>
/// <param name="Id">Its id at the tool.</param>
public sealed record WatchedRecord(string Instance, string Stream, string Id);

/// <summary>An action and how far it has come.</summary>
public sealed record ActionState
{
    /// <summary>Its id, by which it can be found again.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the action.</summary>
    public required string Action { get; init; }

    /// <summary>The entity to change; null where something is created.</summary>
    public EntityId? Target { get; init; }

    /// <summary>The instance that carries it out.</summary>
    public required string Instance { get; init; }

    /// <summary>How far it has come.</summary>
    public ActionStatus Status { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public ActionFailure? Failure { get; init; }

    /// <summary>One sentence for people on a failure, an unknown end, or what is waited for; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>What the tool answered, as the action's schema says; undefined while there is nothing.</summary>
    public JsonElement Result { get; init; }

    /// <summary>Version that the tool gave the changed record; null where it told none.</summary>
    public string? RecordVersion { get; init; }

    /// <summary>What to follow while it runs; null otherwise.</summary>
    public WatchedRecord? Watch { get; init; }

    /// <summary>The entity to follow while it runs, where <see cref="Watch"/> is about another and only mentions it; null otherwise.</summary>
    public EntityId? WatchEntity { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When its status last changed.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>How often the tool was asked.</summary>
    public int Attempts { get; init; }

    /// <summary>True while it runs and the hub follows <see cref="Watch"/> to its end.</summary>
    public bool Following { get; init; }

    /// <summary>True when the hub does nothing about it any more. The tool may still work on one that is <see cref="ActionStatus.Running"/> and names nothing to follow.</summary>
    public bool IsOver => Status is ActionStatus.Succeeded or ActionStatus.Failed or ActionStatus.Unknown || (Status is ActionStatus.Running && !Following);

    /// <summary>The result as the class that the common data model has for it.</summary>
    /// <typeparam name="TResult">The class, such as <see cref="TicketResult"/>.</typeparam>
    /// <exception cref="InvalidOperationException">There is none: the message says how far the action came.</exception>
    /// <exception cref="JsonException">What the tool answered lacks what the model requires.</exception>
    public TResult ResultAs<TResult>()
        where TResult : class => Result.ValueKind == JsonValueKind.Object ? ActionTypes.Read<TResult>(Result) : throw Missing();

    /// <summary>The result as a type of one's own.</summary>
    /// <typeparam name="TResult">The type.</typeparam>
    /// <param name="type">How it is read; its names are those of the action's schema, camel case.</param>
    /// <exception cref="InvalidOperationException">There is none: it has not succeeded, and the message says how far it came.</exception>
    public TResult ResultAs<TResult>(JsonTypeInfo<TResult> type) => Result.ValueKind == JsonValueKind.Object && Result.Deserialize(type) is { } result
        ? result
        : throw Missing();

    internal static ActionState Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || Text(answer, "id") is not { } id)
        {
            throw new HttpRequestException("What answered is no hub: it names no action.");
        }

        return new()
        {
            Id = id,
            Action = Text(answer, "action") ?? "",
            Target = EntityId.TryParse(Text(answer, "target"), out var target) ? target : null,
            Instance = Text(answer, "instance") ?? "",
            Status = Known<ActionStatus>(Text(answer, "status")),
            Failure = Text(answer, "failure") is { } failure ? Known<ActionFailure>(failure) : null,
            Reason = Text(answer, "reason"),
            Result = answer.TryGetProperty("result", out var result) ? result : default,
            RecordVersion = Text(answer, "recordVersion"),
            Following = answer.TryGetProperty("following", out var following) && following.ValueKind == JsonValueKind.True,
            Watch = Text(answer, "watch")?.Split('/', 3) is [var instance, var stream, var record] ? new(instance, stream, record) : null,
            WatchEntity = EntityId.TryParse(Text(answer, "watchEntity"), out var watched) ? watched : null,
            RequestedAt = Instant(answer, "requestedAt"),
            ChangedAt = Instant(answer, "changedAt"),
            Attempts = answer.TryGetProperty("attempts", out var attempts) && attempts.TryGetInt32(out var count) ? count : 0,
        };
    }

    private InvalidOperationException Missing() => new($"Action '{Action}' ({Id}) has no result; it is {Status}{(Reason is null ? "." : $": {Reason}")}");

    private static string? Text(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset Instant(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) && value.TryGetDateTimeOffset(out var at) ? at : default;

    private static TEnum Known<TEnum>(string? name)
        where TEnum : struct, Enum => Enum.TryParse<TEnum>(name, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : default;
}
