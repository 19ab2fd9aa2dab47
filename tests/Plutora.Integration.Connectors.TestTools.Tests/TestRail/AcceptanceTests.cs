using Plutora.Integration.Sdk.Testing;

namespace Plutora.Integration.Connectors.TestTools.Tests.TestRail;

/// <summary>The acceptance kit on a TestRail that the kit serves.</summary>
public sealed class AcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(() => KitTestRail.Describe());

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task TestRail_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);
}
