using Plutora.Integration.Sdk.Testing;

namespace Plutora.Integration.Connectors.Jira.Tests;

/// <summary>The acceptance kit on a Jira Cloud that the kit serves.</summary>
public sealed class JiraAcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(() => SimulatedJira.Describe());

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task Jira_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);
}
