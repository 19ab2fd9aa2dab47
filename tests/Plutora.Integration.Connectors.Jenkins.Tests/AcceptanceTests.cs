using Plutora.Integration.Sdk.Testing;

namespace Plutora.Integration.Connectors.Jenkins.Tests;

/// <summary>The acceptance kit on a Jenkins of one folder and three jobs with builds.</summary>
public sealed class AcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(KitJenkins.Describe) { ReportFolder = Path.Combine(AppContext.BaseDirectory, "acceptance") };

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task Jenkins_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);
}
