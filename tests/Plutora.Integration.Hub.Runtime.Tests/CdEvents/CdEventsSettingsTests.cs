using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Runtime.Tests.CdEvents;

/// <summary>What is wrong with settings of CDEvents is all told at once.</summary>
public sealed class CdEventsSettingsTests
{
    [Fact]
    public async Task Wrong_receivers_are_answered_with_every_fault()
    {
        var faults = await FaultsAsync("""
            cdEvents:
              receivers:
                - { id: Bad, url: 'ftp://x', secret: hunter2, types: [push], causes: [someday], attempts: 0, timeoutSeconds: 999 }
                - { id: good, url: 'https://u:p@x/', authorization: 'Bearer x', causes: [] }
                - { id: good, url: 'https://x/' }
            """);
        string[] expected =
        [
            "'cdEvents.receivers' needs 'cdEvents.publish: true'", "id 'good' stands there 2 times",
            "receivers[0].id' must match", "receivers[0].url' must be an absolute http or https address", "receivers[0].secret' must be a reference", "receivers[0].types': 'push'", "receivers[0].causes': 'someday'",
            "receivers[0].attempts' must lie between 1 and 1000", "receivers[0].timeoutSeconds' must lie between 1 and 300",
            "receivers[1].url' holds a user or password", "receivers[1].authorization' must be a reference", "receivers[1].causes' must hold one",
        ];
        Assert.All(expected, e => Assert.Contains(faults, f => f.Contains(e, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, faults.Count);
        Assert.DoesNotContain(faults, f => f.Contains("hunter2", StringComparison.Ordinal) || f.Contains("u:p", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("colour: red")]
    [InlineData("mode: fancy")]
    public async Task A_member_that_nobody_knows_and_a_mode_that_is_none_are_told(string member) =>
        Assert.Contains("cdEvents.receivers", Assert.Single(await FaultsAsync($"cdEvents: {{ publish: true, receivers: [{{ id: a, url: 'https://x/', {member} }}] }}")), StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> FaultsAsync(string yaml)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, yaml, TestContext.Current.CancellationToken);
            return Assert.Throws<SettingsException>(() => SettingsLoader.Load(file, [])).Faults;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
