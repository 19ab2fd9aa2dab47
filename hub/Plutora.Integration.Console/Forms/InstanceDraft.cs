using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.WebConsole.Forms;

/// <summary>An instance as it is filled in: secrets that were typed stand in it as they are, until it is saved.</summary>
internal sealed class InstanceDraft
{
    /// <summary>Id; never changes once it is saved.</summary>
    public string Id { get; set; } = "";

    /// <summary>Name shown to people.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>Options of the connector.</summary>
    public JsonObject Options { get; private set; } = [];

    /// <summary>Lower bound of the first read.</summary>
    public DateTime? Since { get; set; }

    /// <summary>How webhooks are verified; empty for none.</summary>
    public string Verifier { get; set; } = "";

    /// <summary>The webhook's secret, or a reference to it.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>The instance as it is stored; null for a new one.</summary>
    public InstanceDefinition? Stored { get; private init; }

    /// <summary>Id of the connector.</summary>
    public required string Connector { get; init; }

    /// <summary>An instance that is stored, to be changed.</summary>
    public static InstanceDraft Of(InstanceDefinition stored) => new()
    {
        Stored = stored,
        Connector = stored.Connector,
        Id = stored.Id,
        DisplayName = stored.DisplayName ?? "",
        Options = stored.Options.DeepClone().AsObject(),
        Since = stored.Since?.UtcDateTime,
        Verifier = stored.Webhook?.Verifier ?? "",
        WebhookSecret = stored.Webhook?.Secret ?? "",
    };

    /// <summary>The instance with each secret that was typed named by a reference.</summary>
    /// <param name="secrets">Paths of secrets (<see cref="OptionsDescriptor.Secrets"/>).</param>
    /// <returns>The instance, and the secrets to be stored by name.</returns>
    public (InstanceDefinition Definition, IReadOnlyDictionary<string, string> Typed) ToDefinition(IReadOnlyList<string> secrets)
    {
        var typed = new Dictionary<string, string>(StringComparer.Ordinal);
        var options = FilledIn.Tidied(Options);
        foreach (var path in secrets)
        {
            Name(options, path.Split('.'), Id, typed);
        }

        return (Definition(options, Reference(WebhookSecret, $"{Id}.webhook", typed)), typed);
    }

    /// <summary>The instance with its secrets as they were typed, to be tried.</summary>
    public InstanceDefinition ToTry() => Definition(FilledIn.Tidied(Options), WebhookSecret.Length == 0 || SecretReference.TryParse(WebhookSecret, out _) ? WebhookSecret : "store:typed");

    private InstanceDefinition Definition(JsonObject options, string webhookSecret) => (Stored ?? new InstanceDefinition { Id = Id, Connector = Connector }) with
    {
        Id = Id,
        DisplayName = DisplayName.Trim() is { Length: > 0 } name ? name : null,
        Options = options,
        Since = Since is { } since ? new DateTimeOffset(DateTime.SpecifyKind(since, DateTimeKind.Utc)) : null,
        Webhook = Verifier.Length == 0 ? null : (Stored?.Webhook ?? new WebhookSettings { Verifier = Verifier }) with { Verifier = Verifier, Secret = webhookSecret.Length == 0 ? null : webhookSecret },
    };

    private static string Reference(string text, string name, Dictionary<string, string> typed)
    {
        if (text.Length == 0 || SecretReference.TryParse(text, out _))
        {
            return text;
        }

        typed[name] = text;
        return $"store:{name}";
    }

    // A path such as accounts[].token leads to a value in each item.
    private static void Name(JsonNode? node, ReadOnlySpan<string> path, string name, Dictionary<string, string> typed)
    {
        var head = path[0].Replace("[]", "", StringComparison.Ordinal);
        if (node is not JsonObject owner || owner[head] is not { } value)
        {
            return;
        }

        name = $"{name}.{head}";
        if (path.Length == 1)
        {
            if (value is JsonValue text)
            {
                owner[head] = Reference(text.ToString(), name, typed);
            }
        }
        else if (value is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Name(list[i], path[1..], $"{name}.{i + 1}", typed);
            }
        }
        else
        {
            Name(value, path[1..], name, typed);
        }
    }
}
