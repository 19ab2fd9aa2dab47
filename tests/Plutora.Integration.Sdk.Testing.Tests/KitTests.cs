using Plutora.Integration.Sdk.Testing.Properties;
using Plutora.Integration.Sdk.Testing.Reporting;
using Plutora.Integration.Sdk.Testing.Tests.Desk;

namespace Plutora.Integration.Sdk.Testing.Tests;

/// <summary>The kit on one connector that has every property, as a partner's test class runs it.</summary>
public sealed class KitTests
{
    private static readonly AcceptanceKit Kit = new(() => DeskSubject.Describe());

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public async Task A_correct_connector_has(string property)
    {
        var result = await Kit.AssertAsync(property, TestContext.Current.CancellationToken);
        Assert.True(result.Status == PropertyStatus.Holds, $"{property}: {result.Status} {result.Found}");
    }
}
