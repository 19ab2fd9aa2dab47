using System.Text.RegularExpressions;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Plugins.Inspection;

/// <summary>Checks a descriptor against the rules of the contract.</summary>
public static partial class DescriptorCheck
{
    /// <summary>Refuses what is described wrongly, all faults in one sentence.</summary>
    internal static void Check(string plugin, ConnectorDescriptor? descriptor)
    {
        var faults = descriptor is null ? ["it is null"] : Faults(descriptor).ToArray();
        if (faults.Length > 0)
        {
            throw new PluginFaultException(PluginFaultKind.InvalidDescriptor, $"Plugin '{plugin}' describes itself wrongly: {string.Join("; ", faults)}.");
        }
    }

    /// <summary>Every fault, each a part of a sentence; none where the hub takes the connector.</summary>
    /// <param name="descriptor">What the connector says of itself.</param>
    public static IEnumerable<string> Faults(ConnectorDescriptor descriptor)
    {
        if (!Id().IsMatch(descriptor.Id ?? ""))
        {
            yield return $"the connector id '{descriptor.Id}' must match [a-z][a-z0-9-]{{0,39}}";
        }

        if (!SemanticVersion().IsMatch(descriptor.Version ?? ""))
        {
            yield return $"the version '{descriptor.Version}' must be a semantic version such as 1.4.0";
        }

        if (string.IsNullOrWhiteSpace(descriptor.DisplayName))
        {
            yield return "the display name is empty";
        }

        var streams = descriptor.Streams?.Select(s => s?.Id ?? "").ToArray() ?? [];
        foreach (var stream in streams.Where(s => !Id().IsMatch(s)))
        {
            yield return $"the stream id '{stream}' must match [a-z][a-z0-9-]{{0,39}}";
        }

        foreach (var twice in Repeated(streams))
        {
            yield return $"the stream '{twice}' is declared more than once";
        }

        foreach (var twice in Repeated(descriptor.Actions?.Select(a => a.Name) ?? []))
        {
            yield return $"the action '{twice}' is declared more than once";
        }

        foreach (var fault in (descriptor.Actions ?? []).SelectMany(ActionCheck.Faults))
        {
            yield return fault;
        }

        if (streams.Length == 0 && descriptor.Actions is not { Count: > 0 })
        {
            yield return "it declares neither a stream nor an action";
        }

        foreach (var unknown in (descriptor.Webhook?.SignalStreams ?? []).Except(streams))
        {
            yield return $"the webhook signals the stream '{unknown}', which is not declared";
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> names) => names.GroupBy(n => n).Where(g => g.Skip(1).Any()).Select(g => g.Key);

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\d{1,9}\.\d{1,9}\.\d{1,9}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\z")]
    private static partial Regex SemanticVersion();
}
