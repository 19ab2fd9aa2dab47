namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Argo CD: applications as its own API and as the cluster's give them.</summary>
public sealed class ArgoCdPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "argocd";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.None("applicationset-*", "A template from which Argo CD makes applications, each of which it tells itself."),
        // The three applications of the example have one uid.
        PayloadPlan.Of("application-list-*.json", "openshift/argocd-application", "items[$ != null]") with { Records = 3, About = "application 1", Mentions = "deployment 2" },
        PayloadPlan.Of("application-*.json", "openshift/argocd-application", "$") with { Records = 6, About = "application 6", Mentions = "deployment 9" },
    ];
}
