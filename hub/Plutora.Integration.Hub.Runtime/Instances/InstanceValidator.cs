using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cronos;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Records.Privacy;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>Checks an instance before it is stored and says everything that is wrong with it.</summary>
public static partial class InstanceValidator
{
    private static readonly string[] Verifiers = ["hmac", "jwt", "certificate", "header", "signal"];

    /// <summary>Every fault as one sentence; empty when there is none.</summary>
    /// <param name="definition">The instance.</param>
    /// <param name="connectors">Loaded connectors.</param>
    /// <param name="typedSecrets">Whether secrets may stand in it as they are: it is tried, and not stored.</param>
    public static IReadOnlyList<string> Validate(InstanceDefinition definition, IConnectorCatalog connectors, bool typedSecrets = false)
    {
        var faults = new List<string>();
        if (!IdPattern().IsMatch(definition.Id))
        {
            faults.Add($"Instance id '{definition.Id}' must match [a-z][a-z0-9-]{{0,39}}: lower-case letters, digits and hyphens, a letter first.");
        }

        faults.AddRange(definition.Privacy is { } privacy ? PrivacyRules.Faults(privacy) : []);
        if (connectors.Find(definition.Connector) is not { } plugin)
        {
            faults.Add($"Connector '{definition.Connector}' is not installed. Installed are: {string.Join(", ", connectors.Plugins.Select(p => p.Descriptor.Id).Order(StringComparer.Ordinal))}.");
            return faults;
        }

        faults.AddRange(plugin.Connector.Validate(definition.Options).Select(f => f.ToString()));
        faults.AddRange(typedSecrets ? [] : PlainSecrets(definition.Options, plugin.Descriptor.Options.Secrets));
        Webhook(definition, plugin.Descriptor, faults);
        Schedules(definition, plugin.Descriptor, faults);
        return faults;
    }

    private static IEnumerable<string> PlainSecrets(JsonObject options, IReadOnlyList<string> paths) =>
        from path in paths
        from found in Find(options, path, "")
        where found.Value is JsonValue value && value.TryGetValue<string>(out var text) && !SecretReference.TryParse(text, out _)
        select $"Option '{found.Path}' is a secret and must be {SecretReference.Expected}.";

    // A path such as accounts[].token leads to a value in each item.
    private static IEnumerable<(string Path, JsonNode? Value)> Find(JsonNode? node, string path, string at)
    {
        var (head, rest) = path.Split('.', 2) is [var first, var more] ? (first, more) : (path, null);
        var name = head.Replace("[]", "", StringComparison.Ordinal);
        if (node is not JsonObject owner || owner[name] is not { } value)
        {
            return [];
        }

        var here = at.Length == 0 ? name : $"{at}.{name}";
        var children = value is JsonArray list ? list.Select((item, i) => ($"{here}[{i}]", item)) : [(here, value)];
        return rest is null ? children : children.SelectMany(child => Find(child.Item2, rest, child.Item1));
    }

    private static void Webhook(InstanceDefinition definition, ConnectorDescriptor descriptor, List<string> faults)
    {
        if (definition.Webhook is not { } webhook)
        {
            return;
        }

        if (descriptor.Webhook is not { } tool)
        {
            faults.Add($"Connector '{descriptor.Id}' receives no webhooks; leave 'webhook' out.");
            return;
        }

        var served = tool.Verifiers.Select(v => v.ToString().ToLowerInvariant()).ToArray();
        if (!Verifiers.Contains(webhook.Verifier, StringComparer.Ordinal) || !served.Contains(webhook.Verifier, StringComparer.Ordinal))
        {
            faults.Add($"Webhook verifier '{webhook.Verifier}' is not one of those that '{descriptor.Id}' serves: {string.Join(", ", served)}.");
        }

        if (webhook.Verifier != "certificate" && !SecretReference.TryParse(webhook.Secret, out _))
        {
            faults.Add($"Webhook secret must be {SecretReference.Expected}.");
        }

        if (webhook.Verifier == "certificate" && string.IsNullOrEmpty(webhook.Thumbprint))
        {
            faults.Add("Webhook verifier 'certificate' needs 'thumbprint', the SHA-256 thumbprint of the tool's client certificate.");
        }
    }

    private static void Schedules(InstanceDefinition definition, ConnectorDescriptor descriptor, List<string> faults)
    {
        foreach (var stream in definition.Intervals.Keys.Concat(definition.Schedules.Keys).Except(descriptor.Streams.Select(s => s.Id), StringComparer.Ordinal))
        {
            faults.Add($"Stream '{stream}' is not one of connector '{descriptor.Id}': {string.Join(", ", descriptor.Streams.Select(s => s.Id))}.");
        }

        faults.AddRange(definition.Intervals.Where(i => i.Value < 1).Select(i => $"Interval of stream '{i.Key}' must be 1 second or more."));
        faults.AddRange(definition.Schedules.Where(s => !CronExpression.TryParse(s.Value, out _))
            .Select(s => $"Schedule of stream '{s.Key}' must be a cron expression of five fields, such as '*/5 * * * *'."));
        if (definition.FullScanHours < 0)
        {
            faults.Add("'fullScanHours' must be 0 (never) or more.");
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
