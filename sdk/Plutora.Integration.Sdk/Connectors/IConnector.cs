using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Sdk.Connectors;

/// <summary>
/// The entry point of a plugin: exactly one public, non-abstract class with a parameterless constructor implements it.
/// </summary>
/// <remarks>
/// Call order: constructor, <see cref="Descriptor"/>, <see cref="Register"/> once, then for each configured instance
/// <see cref="Validate"/> and <see cref="Open"/>. The object lives as long as the plugin is loaded. Members are called from
/// several threads. Nothing but messages crosses this contract, so that a plugin may later run in a process of its own.
/// Derive from <see cref="Connector{TOptions}"/> rather than implement this.
/// </remarks>
public interface IConnector
{
    /// <summary>What the connector is and can do. Constant for the life of the plugin; read without any network access.</summary>
    ConnectorDescriptor Descriptor { get; }

    /// <summary>Registers what the connector needs in the container that this plugin alone has.</summary>
    /// <param name="services">An empty collection but for logging and <see cref="TimeProvider"/>.</param>
    void Register(IServiceCollection services);

    /// <summary>Checks the options of one instance and reports every fault, not the first alone. Does no I/O.</summary>
    /// <param name="options">The options as stored: secrets still are references such as <c>env:NAME</c>.</param>
    IReadOnlyList<OptionFault> Validate(JsonObject options);

    /// <summary>Brings options that an older version of the connector wrote to today's <see cref="OptionsDescriptor.Version"/>.</summary>
    /// <param name="options">The options as the older version stored them; the argument is not changed.</param>
    /// <param name="fromVersion">The options version they were written with.</param>
    /// <exception cref="Errors.ConnectorException">Configuration, when no migration leads from that version to today's.</exception>
    JsonObject MigrateOptions(JsonObject options, int fromVersion);

    /// <summary>Opens one instance. Must not touch the network: the first contact is <see cref="ConnectorInstance.CheckAsync"/> or a read.</summary>
    /// <param name="context">The instance's id, its options with secrets resolved, its logger and clock.</param>
    /// <param name="services">The plugin's container.</param>
    ConnectorInstance Open(ConnectorContext context, IServiceProvider services);
}
