using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.Hub.Runtime.Settings;

/// <summary>Who may ask for which action, and how long one is tried.</summary>
public sealed class ActionSettings
{
    /// <summary>Least role that may ask for an action, by its name; operator by default, and never a viewer.</summary>
    public Dictionary<string, Role> Roles { get; set; } = [];

    /// <summary>Whether signed requests are taken from topic <c>actions.inbox.v1</c>; on Kafka alone. Off by default.</summary>
    public bool Inbox { get; set; }

    /// <summary>Minutes for which an action is tried again while its tool is not reached. 15 by default.</summary>
    [Range(1, 10_080)]
    public int TryMinutes { get; set; } = 15;

    /// <summary>Hours for which what an action set going in a tool, such as a build, is followed to its end. 168 by default.</summary>
    [Range(1, 8_760)]
    public int FollowHours { get; set; } = 168;

    /// <summary>Days for which actions and their idempotency keys are kept. 90 by default.</summary>
    [Range(1, 36_500)]
    public int Days { get; set; } = 90;
}
