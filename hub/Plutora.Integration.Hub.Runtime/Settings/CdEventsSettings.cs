using System.ComponentModel.DataAnnotations;

namespace Plutora.Integration.Hub.Runtime.Settings;

/// <summary>Whether and to whom transitions are told as CDEvents.</summary>
public sealed class CdEventsSettings
{
    /// <summary>Whether the transitions of entities are published as CDEvents on the topic <c>cdevents.v1</c>. False by default.</summary>
    public bool Publish { get; set; }

    /// <summary>Days for which published CDEvents are kept. 90 by default.</summary>
    [Range(1, 36_500)]
    public int Days { get; set; } = 90;

    /// <summary>Addresses to which CDEvents are sent as CloudEvents over HTTP.</summary>
    public IReadOnlyList<ReceiverSettings> Receivers { get; set; } = [];
}

/// <summary>An address that receives CDEvents as CloudEvents over HTTP.</summary>
public sealed class ReceiverSettings
{
    /// <summary>Id, <c>[a-z][a-z0-9-]{0,39}</c>; what was sent is kept under it, so it never changes.</summary>
    [Required]
    public string Id { get; set; } = "";

    /// <summary>Absolute http or https address to which each event is posted.</summary>
    [Required]
    public string Url { get; set; } = "";

    /// <summary>CloudEvents content mode: <c>binary</c> (attributes as headers) or <c>structured</c> (one JSON document). Binary by default.</summary>
    public ReceiverMode Mode { get; set; }

    /// <summary>Reference to the secret that signs the body; without it nothing is signed.</summary>
    public string? Secret { get; set; }

    /// <summary>Reference to the value of the <c>Authorization</c> header, such as <c>Bearer ...</c>; without it there is none.</summary>
    public string? Authorization { get; set; }

    /// <summary>What the type of an event that is sent begins with, such as <c>dev.cdevents.change.</c>; all by default.</summary>
    public IReadOnlyList<string> Types { get; set; } = [];

    /// <summary>Causes of the events that are sent: <c>live</c>, <c>backfill</c>, <c>replay</c>. What happened live alone by default.</summary>
    public IReadOnlyList<string> Causes { get; set; } = ["live"];

    /// <summary>Where a receiver that is new begins: <c>now</c> with what the hub takes in from then on, <c>earliest</c> with all that is kept. Now by default.</summary>
    public ReceiverStart From { get; set; }

    /// <summary>Tries of one event before it is set aside as a dead letter, waited between with doubling up to five minutes; one that the receiver refuses as such has three. 50 (about four hours) by default, 1 to 1000.</summary>
    public int Attempts { get; set; } = 50;

    /// <summary>Seconds within which the receiver must answer. 30 by default, 1 to 300.</summary>
    public int TimeoutSeconds { get; set; } = 30;
}

/// <summary>CloudEvents content mode of HTTP.</summary>
public enum ReceiverMode
{
    /// <summary>Attributes as headers, the CDEvent as the body.</summary>
    Binary,

    /// <summary>One JSON document, the CDEvent as its <c>data</c>.</summary>
    Structured,
}

/// <summary>Where a new receiver begins.</summary>
public enum ReceiverStart
{
    /// <summary>With what the hub takes in after the receiver was first configured.</summary>
    Now,

    /// <summary>With the oldest event kept.</summary>
    Earliest,
}
