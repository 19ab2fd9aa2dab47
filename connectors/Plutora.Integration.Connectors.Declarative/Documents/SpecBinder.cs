using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>Makes a connector of a document whose form was checked, and checks what no form can say: names that must lead somewhere.</summary>
internal sealed class SpecBinder(Checking checking)
{
    public ConnectorSpec Bind(YamlMap root)
    {
        var requests = new HttpBinder(checking, [.. (root.Map("http")?.Members("hosts") ?? []).Select(m => m.Name.Value)]);
        var streams = new StreamBinder(checking, requests).Bind(root);
        var actions = new ActionBinder(checking, requests).Bind(root, streams);
        var webhook = root.Map("webhook");
        var names = new NameCheck(checking, [.. streams.Where(s => !s.Value.Internal).Select(s => s.Key)]);
        var rules = webhook is null ? [] : webhook.Items("records").OfType<YamlMap>().Select(r => Rule(r, names)).ToArray();
        if (streams.Count == 0 && actions.Count == 0)
        {
            checking.Error(root.Place, "The connector has neither a stream nor an action. Add one under 'streams' or 'actions'.");
        }

        var http = root.Map("http") is { } spoken ? requests.Http(spoken) : null;
        var check = root.Map("check");
        if (http is null && (check is not null || streams.Values.Any(s => s.Request is not null || s.Fetch is not null) || actions.Count > 0))
        {
            checking.Error(root.Place, "'http' is missing: requests are sent, and nothing says where to.");
        }
        else if (http is not null && check is null)
        {
            checking.Error(root.Place, "'check' is missing: name the cheapest call that proves address and credentials.");
        }

        var options = OptionsBinder.Bind(root.Members("options"));
        var version = root.Number("options-version") ?? 1;
        return new()
        {
            Descriptor = new()
            {
                Id = root.Text("id")!,
                Version = root.Text("version")!,
                DisplayName = root.Text("name")!,
                Description = root.Text("description")!,
                Streams = [.. streams.Values.Where(s => !s.Internal).Select(s => s.Descriptor)],
                Options = new(version, options.Schema, options.Secrets),
                Webhook = webhook is null ? null : Webhook(webhook, names),
                AcceptsUploads = streams.Values.Any(s => s.Push is not null),
                Actions = [.. actions.Values.Select(a => a.Descriptor)],
            },
            Http = http,
            Check = check is null ? null : new(requests.Request(check), checking.Template(check["message"])!),
            Streams = streams,
            Hooks = rules,
            HookIgnored = checking.Expression(webhook?["ignored"]),
            Actions = actions,
            Migrations = Migrations(root, version),
        };
    }

    private HookRule Rule(YamlMap rule, NameCheck names)
    {
        var stream = names.Stream(rule["stream"]);
        if (stream is null && rule["read"] is null && rule["removed-containers"] is null)
        {
            checking.Error(rule.Place, "A rule of 'webhook.records' needs 'stream' for records, 'read' for streams to read, or 'removed-containers'.");
        }

        return new(checking.Expression(rule["when"]), stream, checking.Expression(rule["select"]), StreamBinder.Record(rule, checking), checking.Expression(rule["removed-containers"]), names.Streams(rule, "read"));
    }

    private WebhookDescriptor Webhook(YamlMap webhook, NameCheck names)
    {
        var verifiers = webhook.Texts("verifiers");
        if (verifiers.Contains("hmac") != webhook["hmac"] is not null)
        {
            checking.Error(webhook.Place, "'webhook.hmac' says where the tool signs: it and the verifier 'hmac' go together.");
        }

        if (verifiers.Contains("signal") && webhook["signals"] is null)
        {
            checking.Error(webhook.Place, "'webhook.signals' is missing: the streams that a signal starts to read.");
        }

        return new()
        {
            Verifiers = [.. verifiers.Select(v => Enum.Parse<VerifierKind>(v, ignoreCase: true))],
            Hmac = webhook.Map("hmac") is { } hmac
                ? new(hmac.Text("header")!, Enum.Parse<HmacAlgorithm>(hmac.Text("algorithm", "sha256"), true), hmac.Text("prefix", ""), Enum.Parse<SignatureEncoding>(hmac.Text("encoding", "hex"), true))
                : null,
            SecretHeader = webhook.Text("secret-header"),
            DeliveryIdHeader = webhook.Text("delivery-id-header"),
            EventHeader = webhook.Text("event-header"),
            SignalStreams = names.Streams(webhook, "signals"),
        };
    }

    private Dictionary<int, Expression> Migrations(YamlMap root, int version)
    {
        var steps = root.Items("migrations").OfType<YamlMap>().ToArray();
        for (var from = 1; from < version; from++)
        {
            if (steps.All(s => s.Number("from") != from))
            {
                checking.Error(root.Member("options-version")!.Value.Place, $"No migration leads from options version {from} to {from + 1}. Add it under 'migrations'.");
            }
        }

        return steps.GroupBy(s => s.Number("from")!.Value).ToDictionary(g => g.Key, g => checking.Expression(g.First()["options"])!);
    }
}

/// <summary>Names of streams that a document refers to.</summary>
internal sealed class NameCheck(Checking checking, IReadOnlyList<string> streams)
{
    public string? Stream(YamlNode? node)
    {
        if (node is YamlScalar name && !streams.Contains(name.Value))
        {
            checking.Error(name.Place, $"There is no stream '{name.Value}'. {Mapping.Compilation.Nearest.Suggest(name.Value, streams)}");
        }

        return (node as YamlScalar)?.Value;
    }

    public IReadOnlyList<string> Streams(YamlMap map, string member) => [.. map.Items(member).Select(Stream).OfType<string>()];
}
