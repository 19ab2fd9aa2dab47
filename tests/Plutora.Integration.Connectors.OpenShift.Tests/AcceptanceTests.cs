using Plutora.Integration.Sdk.Testing;

namespace Plutora.Integration.Connectors.OpenShift.Tests;

/// <summary>The acceptance kit on a cluster that the kit serves.</summary>
public sealed class AcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(KitCluster.Describe);

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task OpenShift_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);
}
