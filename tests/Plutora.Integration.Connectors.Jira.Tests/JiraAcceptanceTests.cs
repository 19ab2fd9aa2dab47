using Plutora.Integration.Sdk.Testing;

namespace Plutora.Integration.Connectors.Jira.Tests;

/// <summary>The acceptance kit on a Jira Cloud and on a Data Center that the kit serves.</summary>
public sealed class JiraAcceptanceTests
{
    private static readonly AcceptanceKit Cloud = new(() => SimulatedJira.Describe(cloud: true));
    private static readonly AcceptanceKit DataCenter = new(() => SimulatedJira.Describe(cloud: false));

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task Jira_has(string property) => Cloud.AssertAsync(property, TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(Properties))]
    public Task A_Data_Center_has(string property) => DataCenter.AssertAsync(property, TestContext.Current.CancellationToken);
}
