using Plutora.Integration.Connectors.OpenShift.Tests.Support;

namespace Plutora.Integration.Connectors.OpenShift.Tests.Cluster;

/// <summary>Tests that share one control plane, one after the other: some of them restart it or take rights away.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<RealCluster>
{
    public const string Name = "cluster";
}
