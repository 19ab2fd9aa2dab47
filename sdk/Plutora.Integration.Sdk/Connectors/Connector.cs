using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Sdk.Connectors;

/// <summary>Base of a connector whose instances are configured by <typeparamref name="TOptions"/>.</summary>
/// <typeparam name="TOptions">
/// One class with a parameterless constructor; its data annotations give validation, JSON Schema, form and documentation, and
/// <see cref="SecretAttribute"/> marks what must never be shown.
/// </typeparam>
public abstract class Connector<TOptions> : IConnector
    where TOptions : class, new()
{
    private readonly Lazy<ConnectorDescriptor> _descriptor;

    /// <summary>Prepares the descriptor, which is made once, on first use.</summary>
    protected Connector()
    {
        _descriptor = new(() => Describe() with { Options = OptionsDescriptor.For<TOptions>(OptionsVersion) });
    }

    /// <inheritdoc/>
    public ConnectorDescriptor Descriptor => _descriptor.Value;

    /// <summary>Version of <typeparamref name="TOptions"/>; raised when an option is renamed or changes its meaning. One at first.</summary>
    protected virtual int OptionsVersion => 1;

    /// <summary>Migrations from older options, each from one version to the next; empty at first.</summary>
    protected virtual IReadOnlyList<OptionsMigration> Migrations => [];

    /// <inheritdoc/>
    public virtual void Register(IServiceCollection services)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptionFault> Validate(JsonObject options)
    {
        var binding = OptionsBinder.Bind<TOptions>(options);
        return binding.Value is { } bound ? [.. binding.Faults, .. Check(bound)] : binding.Faults;
    }

    /// <inheritdoc/>
    public JsonObject MigrateOptions(JsonObject options, int fromVersion) =>
        OptionsMigration.Run(Migrations, options, fromVersion, OptionsVersion);

    /// <inheritdoc/>
    public ConnectorInstance Open(ConnectorContext context, IServiceProvider services)
    {
        var binding = OptionsBinder.Bind<TOptions>(context.Options);
        if (binding.Value is not { } bound || binding.Faults.Count > 0)
        {
            throw ConnectorException.Configuration(string.Join(" ", binding.Faults.Select(f => f.ToString())));
        }

        return Open(bound, context, services);
    }

    /// <summary>What the connector is: id, version, streams, webhooks, actions. The options part is filled in by this base.</summary>
    protected abstract ConnectorDescriptor Describe();

    /// <summary>Opens one instance with options that are valid. Must not touch the network.</summary>
    protected abstract ConnectorInstance Open(TOptions options, ConnectorContext context, IServiceProvider services);

    /// <summary>Checks what annotations cannot say, such as two options that exclude each other. Does no I/O.</summary>
    protected virtual IEnumerable<OptionFault> Check(TOptions options) => [];
}
