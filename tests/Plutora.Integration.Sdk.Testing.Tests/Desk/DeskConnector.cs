using System.Text.Json.Nodes;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Sdk.Testing.Tests.Desk;

/// <summary>A small connector that has every property, but the one that it is to lack.</summary>
public class DeskConnector(string? flaw) : Connector<DeskOptions>
{
    public DeskConnector()
        : this(null)
    {
    }

    protected override int OptionsVersion => 2;

    protected override IReadOnlyList<OptionsMigration> Migrations => flaw == "options-migrated" ? [new(1, _ => { })] : [new(1, o => { o["address"] = o["url"]?.DeepClone(); o.Remove("url"); })];

    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "desk",
        Version = flaw == "descriptor-sane" ? "1.0" : "1.0.0",
        DisplayName = "Desk",
        Description = "Tickets of Desk.",
        Streams =
        [
            new() { Id = "queue", Description = "A queue, from GET /queues.", DefaultInterval = TimeSpan.FromHours(1), CanScan = true },
            new()
            {
                Id = "ticket",
                Description = flaw == "streams-described" ? "Ticket" : "A ticket, from GET /tickets.",
                Versions = VersionOrder.Instant,
                CanScan = true,
                CanBackfill = true,
                CanFetch = flaw != "pages-any-order",
                VersionResolution = flaw == "pages-any-order" ? TimeSpan.FromDays(30) : TimeSpan.FromSeconds(1),
                DefaultInterval = TimeSpan.FromMinutes(5),
            },
            new() { Id = "note", Description = "What a person noted of a ticket, from GET /notes.", Partial = true, Secondary = true, DefaultInterval = TimeSpan.FromMinutes(5) },
            .. flaw == "mapping-of-each-stream" ? [new StreamDescriptor { Id = "bill", Description = "What a ticket has cost.", CanRead = false }] : Array.Empty<StreamDescriptor>(),
        ],
        Webhook = new() { Verifiers = [VerifierKind.Hmac], Hmac = new(flaw == "webhook-signed" ? "X-Desk-Signatur" : "X-Desk-Signature", Prefix: "sha256="), DeliveryIdHeader = "X-Desk-Delivery", EventHeader = "X-Desk-Event" },
        AcceptsUploads = true,
        Actions =
        [
            ActionDescriptor.For<CloseArguments, CloseResult>("close-ticket", flaw == "action-described" ? "" : "Closes a ticket.") with { Entities = ["work-item"], Idempotent = true, CanPreview = true },
            ActionDescriptor.Common<CreateTicket, CreatedResult>("Makes a ticket in a queue.") with { CanSettle = true, Idempotent = flaw == "action-idempotent" },
        ],
    };

    protected override ConnectorInstance Open(DeskOptions options, ConnectorContext context, IServiceProvider services)
    {
        var instance = new DeskInstance(options, context, flaw);
        if (this is RootedDesk)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => GC.KeepAlive(instance);
        }

        return instance;
    }
}

/// <summary>One that lacks a property; not made by the plugin host, which knows no flaws.</summary>
public sealed class BrokenDesk(string flaw) : DeskConnector(flaw);

/// <summary>One that cannot be unloaded.</summary>
public sealed class RootedDesk : DeskConnector;

public sealed class CloseArguments
{
    public string? Resolution { get; set; }
}

public sealed class CloseResult
{
    public string? State { get; set; }
}

/// <summary>Changes what the base class makes of options.</summary>
public sealed class OptionsDesk(string flaw) : IConnector
{
    private readonly DeskConnector _inner = new();

    public ConnectorDescriptor Descriptor => flaw switch
    {
        "options-described" => With(token: null, pageSize: s => { s.Remove("title"); s.Remove("description"); }),
        "secrets-marked" => With(token: s => { s.Remove("x-secret"); s.Remove("writeOnly"); }, pageSize: null),
        _ => _inner.Descriptor,
    };

    public void Register(Microsoft.Extensions.DependencyInjection.IServiceCollection services) => _inner.Register(services);

    public IReadOnlyList<OptionFault> Validate(JsonObject options)
    {
        var faults = _inner.Validate(options);
        return flaw switch
        {
            "options-accepted" => [.. faults, new("", "is wrong in any case.")],
            "secrets-as-references" when options["token"]?.ToString().StartsWith("kit-", StringComparison.Ordinal) != true => [.. faults, new("token", "must begin with kit-.")],
            "options-faults-reported" => [.. faults.Take(1)],
            "options-unknown-refused" => [.. faults.Where(f => f.Path != "noSuchOption")],
            "options-faults-secret-free" when options["token"]?.ToString() is [' ', ..] token => [.. faults, new("token", $"'{token}' has a blank before it.")],
            _ => faults,
        };
    }

    public JsonObject MigrateOptions(JsonObject options, int fromVersion) => flaw == "options-newer-refused" && fromVersion > 2 ? options : _inner.MigrateOptions(options, fromVersion);

    public ConnectorInstance Open(ConnectorContext context, IServiceProvider services) => _inner.Open(context, services);

    private ConnectorDescriptor With(Action<JsonObject>? token, Action<JsonObject>? pageSize)
    {
        var options = _inner.Descriptor.Options;
        var schema = options.Schema.DeepClone().AsObject();
        token?.Invoke(schema["properties"]!["token"]!.AsObject());
        pageSize?.Invoke(schema["properties"]!["pageSize"]!.AsObject());
        return _inner.Descriptor with { Options = options with { Schema = schema } };
    }
}
