using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Services;

/// <summary>Options of a registered service.</summary>
public sealed class ServiceOptions
{
    /// <summary>Entities that the service owns: it alone is their source.</summary>
    [Required]
    [MinLength(1)]
    [Display(Name = "Entities", Description = "Names of the entities that the service owns and publishes, such as release; link for links.")]
    public IReadOnlyList<string> Entities { get; set; } = [];
}

/// <summary>The built-in connector of services above the hub: an instance of it is a registered service, which publishes its own entities (rule 31 of state).</summary>
public sealed class ServiceConnector : Connector<ServiceOptions>
{
    /// <summary>Id of the connector.</summary>
    public const string Id = "service";

    /// <summary>As the runtime loads it: it has no mappings, since what a service sends is an entity already.</summary>
    internal static BuiltInConnector BuiltIn() => new(new ServiceConnector(), Path.Combine(AppContext.BaseDirectory, "no-mappings"));

    /// <summary>The streams of one service: those of the entities that it owns. Every other connector's stay as they are.</summary>
    internal static ConnectorDescriptor Narrow(ConnectorDescriptor descriptor, JsonObject options) =>
        descriptor.Id == Id ? descriptor with { Streams = [.. descriptor.Streams.Where(s => Owned(options).Contains(s.Id))] } : descriptor;

    /// <summary>Names of the entities that a registered service owns.</summary>
    internal static IReadOnlyList<string> Owned(JsonObject options) =>
        options["entities"] is JsonArray names ? [.. names.Where(n => n?.GetValueKind() == JsonValueKind.String).Select(n => n!.GetValue<string>())] : [];

    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = Id,
        Version = "1.0.0",
        DisplayName = "Service",
        Description = "A service above the hub that publishes entities of its own through the API.",
        Streams = [.. EntityTypes.All.Select(type => new StreamDescriptor
        {
            Id = type.Name,
            Description = $"Entities '{type.Name}' that the service sends to POST /api/v1/events.",
            Versions = VersionOrder.Sequence,
            CanRead = false,
            Occurrences = type.IsOccurrence,
        })],
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(ServiceOptions options) => options.Entities
        .Where(name => !EntityTypes.TryGet(name, out _))
        .Select(name => new OptionFault("entities", $"'{name}' is no entity of the common data model: expected some of {string.Join(", ", EntityTypes.All.Select(t => t.Name))}."));

    /// <inheritdoc/>
    protected override ConnectorInstance Open(ServiceOptions options, ConnectorContext context, IServiceProvider services) => new Instance(options);

    private sealed class Instance(ServiceOptions options) : ConnectorInstance
    {
        public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) =>
            Task.FromResult(CheckResult.Success($"The service may publish {string.Join(", ", options.Entities)} with POST /api/v1/events."));

        public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => AsyncEnumerable.Empty<RecordPage>();
    }
}
