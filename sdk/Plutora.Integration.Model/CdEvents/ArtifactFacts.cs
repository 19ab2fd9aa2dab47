using System.Text.Json.Nodes;
using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>What artifacts prove. CDEvents knows an artifact by its package URL.</summary>
internal static class ArtifactFacts
{
    public static IEnumerable<Fact> Of(Artifact artifact, string hub)
    {
        if (artifact.PackagedAt is not null || artifact.State is ArtifactState.Packaged or ArtifactState.Published)
            yield return new Fact("artifact.packaged.0.3.0", hub).About(artifact.Purl).When(artifact.PackagedAt ?? artifact.CreatedAt)
                .Reference("change", artifact.Commit?.Id is null ? artifact.PullRequest : artifact.Commit).Object("sbom", Sbom(artifact)).Requires("change");
        if (artifact.SignedAt is not null || artifact.Signature is not null)
            yield return new Fact("artifact.signed.0.3.0", hub).About(artifact.Purl).When(artifact.SignedAt).Text("signature", artifact.Signature).Requires("signature");
        if (artifact.PublishedAt is not null || artifact.State == ArtifactState.Published)
            yield return new Fact("artifact.published.0.3.0", hub).About(artifact.Purl).When(artifact.PublishedAt)
                .Object("sbom", Sbom(artifact)).Text("user", artifact.PublishedBy?.Id?.ToString());
        if (artifact.State is ArtifactState.Deleted or ArtifactState.Expired) yield return Deleted(artifact, hub);
    }

    public static Fact Deleted(Artifact artifact, string hub) =>
        new Fact("artifact.deleted.0.2.0", hub).About(artifact.Purl).When(artifact.State == ArtifactState.Expired ? artifact.ExpiresAt : null);

    private static JsonObject? Sbom(Artifact artifact) => CdValues.UriReference(artifact.SbomUrl) is { } uri ? new JsonObject { ["uri"] = uri } : null;
}
