using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Where a release stands.</summary>
[JsonConverter(typeof(OpenEnumConverter<ReleaseState>))]
public enum ReleaseState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Decided on, not begun.</summary>
    Planned,

    /// <summary>Being made ready.</summary>
    InProgress,

    /// <summary>Ready to go out.</summary>
    Ready,

    /// <summary>Out.</summary>
    Released,

    /// <summary>Given up.</summary>
    Canceled,

    /// <summary>Out, and no longer looked after.</summary>
    Archived,
}
