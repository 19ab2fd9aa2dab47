using Plutora.Integration.Sdk.Testing;
using Plutora.Integration.Sdk.Testing.Reporting;

namespace Acme.RequestTracker.Tests;

/// <summary>The acceptance kit: each of its properties is a test.</summary>
public sealed class AcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(RequestTrackerSubject.Describe) { ReportFolder = "acceptance" };

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory, MemberData(nameof(Properties))]
    public async Task RequestTracker_connector(string property)
    {
        var result = await Kit.AssertAsync(property, TestContext.Current.CancellationToken);
        if (result.Status is PropertyStatus.NotAsked or PropertyStatus.Waived) Assert.Skip(result.Waiver?.Reason ?? result.Found!);
    }
}
