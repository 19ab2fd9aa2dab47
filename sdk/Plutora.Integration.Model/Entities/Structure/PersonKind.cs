using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What stands behind an account.</summary>
[JsonConverter(typeof(OpenEnumConverter<PersonKind>))]
public enum PersonKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>A person.</summary>
    User,

    /// <summary>A program.</summary>
    Bot,

    /// <summary>An account that programs use.</summary>
    Service,
}
