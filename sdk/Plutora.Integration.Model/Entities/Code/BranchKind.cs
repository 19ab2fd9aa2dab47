using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a name for a commit is.</summary>
[JsonConverter(typeof(OpenEnumConverter<BranchKind>))]
public enum BranchKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>It moves as commits are added.</summary>
    Branch,

    /// <summary>It stays.</summary>
    Tag,
}
