using Plutora.Integration.Sdk.Testing;

namespace Plutora.Integration.Connectors.ServiceNow.Tests;

/// <summary>The acceptance kit on a ServiceNow that the kit serves.</summary>
public sealed class AcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(() => KitServiceNow.Describe());

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task ServiceNow_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);
}
