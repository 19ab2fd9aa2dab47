using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Who may see a repository.</summary>
[JsonConverter(typeof(OpenEnumConverter<RepositoryVisibility>))]
public enum RepositoryVisibility
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Everyone.</summary>
    Public,

    /// <summary>Everyone in the organisation.</summary>
    Internal,

    /// <summary>Those who were let in.</summary>
    Private,
}
