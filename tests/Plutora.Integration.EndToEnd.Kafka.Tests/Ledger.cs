using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plutora.Integration.EndToEnd.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>Holds what was acknowledged against what stands in the topics, as Kafka's own consumer reads them.</summary>
internal static partial class Ledger
{
    /// <summary>Checks deliveries of <see cref="IssueDeliveries.OfOnePerson"/>: nothing lost, nothing published twice, and the person in order.</summary>
    /// <param name="address">The brokers.</param>
    /// <param name="prefix">What the topics' names begin with.</param>
    /// <param name="acknowledged">Numbers of the deliveries that were acknowledged.</param>
    /// <param name="hubs">How many hubs took deliveries: each may have stored the same one.</param>
    public static async Task CheckOfOnePersonAsync(string address, string prefix, IReadOnlyCollection<int> acknowledged, int hubs) => await Task.WhenAll(
        CheckOnceAsync(address, prefix, "issue", "work-item", acknowledged.Where(number => number % 2 == 0), hubs),
        CheckOnceAsync(address, prefix, "pull-request", "pull-request", acknowledged.Where(number => number % 2 == 1), hubs),
        CheckPersonAsync(address, prefix, acknowledged.Max()));

    /// <summary>Checks deliveries of issues alone.</summary>
    /// <inheritdoc cref="CheckOfOnePersonAsync"/>
    public static Task CheckIssuesAsync(string address, string prefix, IEnumerable<int> acknowledged, int hubs = 1) => CheckOnceAsync(address, prefix, "issue", "work-item", acknowledged, hubs);

    /// <summary>Checks what was read of a repository: each commit is stored once, and each change of it published once.</summary>
    public static async Task CheckCommitsAsync(string address, string prefix, string repository)
    {
        var commits = await CommitHistory.CountAsync(repository);
        var both = await Task.WhenAll(CommittedTopic.AtAsync(address, prefix + "raw.git-here.commit"), CommittedTopic.AtAsync(address, prefix + "cdm.commit.v1"));
        Assert.Equal(commits, both[0].Count);
        Assert.Equal(commits, both[0].Select(record => record.Key).Distinct().Count());
        Assert.Equal(commits, both[1].Select(commit => commit.Key).Distinct().Count());
        Assert.Equal(both[1].Count, both[1].Select(commit => commit.Headers["ce_id"]).Distinct().Count());
    }

    private static async Task CheckOnceAsync(string address, string prefix, string stream, string entity, IEnumerable<int> acknowledged, int hubs)
    {
        var both = await Task.WhenAll(CommittedTopic.AtAsync(address, $"{prefix}raw.github-main.{stream}"), CommittedTopic.AtAsync(address, $"{prefix}cdm.{entity}.v1"));
        var (raw, published) = (both[0], both[1]);
        var stored = raw.GroupBy(r => int.Parse(r.Key.Split('#')[0], CultureInfo.InvariantCulture)).ToDictionary(g => g.Key, g => g.Count());
        Assert.DoesNotContain(acknowledged, number => !stored.ContainsKey(number));
        Assert.DoesNotContain(stored, s => s.Value > hubs);
        var twice = published.GroupBy(p => p.Key).Where(of => of.Count() > 1).SelectMany(of => of).ToList();
        Assert.True(twice.Count == 0, $"Published more than once: {string.Join(Environment.NewLine, twice.Select(p => $"{p.Key} {string.Join(' ', p.Headers)} {p.Value}"))}");
        Assert.Equal(stored.Keys.Select(number => $"github-main/{entity}/{number}").Order(StringComparer.Ordinal), published.Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.All(published, p => Assert.Equal("1.0", p.Headers["ce_specversion"]));
        Assert.Equal(published.Count, published.Select(p => p.Headers["ce_id"]).Distinct().Count());
    }

    // Whoever owns the person publishes each change once, behind the one before, and ends with the newest name.
    private static async Task CheckPersonAsync(string address, string prefix, int newest)
    {
        var changes = (await CommittedTopic.AtAsync(address, prefix + "cdm.person.v1")).Where(p => p.Key == "github-main/person/5").ToList();
        var versions = changes.Select(c => long.Parse(c.Headers["ce_entityversion"], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(versions.Order().Distinct(), versions);
        var states = changes.Select(c => EntityVersion().Replace(c.Value, "")).ToList();
        Assert.All(states.Zip(states.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        var names = changes.Select(c => JsonElement.Parse(c.Value).GetProperty("username").GetString()).ToList();
        Assert.True(changes.Count > 20, $"The person changed {changes.Count} times only.");
        Assert.True(int.Parse(names[^1]![3..], CultureInfo.InvariantCulture) >= newest, $"The person is called {names[^1]} at last, and ann{newest} is newer.");
    }

    [GeneratedRegex("\"entityVersion\":[0-9]+")]
    private static partial Regex EntityVersion();
}
