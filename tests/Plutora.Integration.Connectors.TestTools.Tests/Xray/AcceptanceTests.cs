using Plutora.Integration.Sdk.Testing;

namespace Plutora.Integration.Connectors.TestTools.Tests.Xray;

/// <summary>The acceptance kit on a Xray that the kit serves.</summary>
public sealed class AcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(() => KitXray.Describe());

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task Xray_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);
}
