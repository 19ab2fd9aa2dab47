using Plutora.Integration.Sdk.Testing;

namespace Plutora.Integration.Connectors.TestTools.Tests.Zephyr;

/// <summary>The acceptance kit on a Zephyr that the kit serves.</summary>
public sealed class AcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(() => KitZephyr.Describe());

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task Zephyr_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);
}
