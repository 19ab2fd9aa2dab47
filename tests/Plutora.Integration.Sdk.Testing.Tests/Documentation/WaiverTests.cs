using Plutora.Integration.Sdk.Testing.Reporting;
using Plutora.Integration.Sdk.Testing.Subjects;

namespace Plutora.Integration.Sdk.Testing.Tests.Documentation;

/// <summary>Waivers need a reason that is worth reading.</summary>
public sealed class WaiverTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_waiver_of_a_property_that_holds_is_told_as_no_longer_needed()
    {
        var report = await new AcceptanceKit(() => BoardSubject.Describe() with
        {
            Waivers = [new("since-complete", "Board cannot be asked for cards by time, and its first page alone costs a minute.")],
        }).RunAsync(Ct);
        Assert.True(report.Passed);
        Assert.Equal(PropertyStatus.Holds, report.Results.Single(r => r.Property.Id == "since-complete").Status);
        Assert.Contains("WAIVER NO LONGER NEEDED since-complete", report.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("since-complete", "Too hard.", "will convince")]
    [InlineData("no-such-property", "It is a reason that is long enough.", "is no property")]
    public async Task A_waiver_without_a_reason_or_a_property_is_refused(string property, string reason, string told)
    {
        var kit = new AcceptanceKit(() => BoardSubject.Describe() with { Waivers = [new Waiver(property, reason)] });
        Assert.Contains(told, (await Assert.ThrowsAsync<AcceptanceException>(() => kit.RunAsync(Ct))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_there_is_not_is_told_with_those_that_there_are() =>
        Assert.Contains("first-read-complete", (await Assert.ThrowsAsync<AcceptanceException>(() => new AcceptanceKit(BoardSubject.Describe).AssertAsync("first-read", Ct))).Message, StringComparison.Ordinal);
}
