using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a configuration item is.</summary>
[JsonConverter(typeof(OpenEnumConverter<ConfigurationItemKind>))]
public enum ConfigurationItemKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>A machine.</summary>
    Host,

    /// <summary>A part of a system: software, a database, a queue.</summary>
    Component,

    /// <summary>A version of a component, installed somewhere.</summary>
    InstalledVersion,

    /// <summary>Machines that act as one.</summary>
    Cluster,

    /// <summary>A part of a network.</summary>
    Network,
}
