using System.Text;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>Kafka changes nothing in place: what must not be kept goes by compaction, by a date that is stated.</summary>
public sealed class RewriteTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_rewritten_on_an_idle_topic_is_compacted_away_and_the_date_stated_is_no_earlier_than_its_settings_allow()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using var log = await KafkaEventLog.OpenAsync(host.Options, Ct);
        await log.EnsureTopicAsync(new("idle", 2, TopicRetention.Compact(TimeSpan.Zero)), Ct);
        await log.EnsureTopicAsync(new("aged", 1, TopicRetention.Delete(TimeSpan.FromDays(30))), Ct);
        for (var i = 0; i < 20; i++) await log.AppendAsync([new("idle", $"k{i}", Encoding.UTF8.GetBytes(i % 2 == 0 ? $"secret {i}" : $"kept {i}"))], Ct);
        await log.AppendAsync([new("idle", "k1", "secret, and then not"u8.ToArray())], Ct);
        await log.AppendAsync([new("idle", "k1", "kept 1"u8.ToArray())], Ct);

        var before = TimeProvider.System.GetUtcNow();
        var outcome = await log.RewriteAsync(TopicFilter.Exact("idle"), Rewrite, Ct);
        Assert.Equal((22L, 10L, 0L), (outcome.Examined, outcome.Replaced, outcome.Removed));
        Assert.InRange(outcome.GoneBy!.Value - before, TimeSpan.FromDays(2), TimeSpan.FromDays(2.01));
        Assert.Equal(0, (await log.RewriteAsync(TopicFilter.Exact("idle"), Rewrite, Ct)).Replaced);

        // The cleaner comes by at once instead of within the day, and the topic is not written to any more.
        await RunAsync("kafka.admin.ConfigCommand", "--bootstrap-server", Broker.Address, "--alter", "--entity-type", "topics", "--entity-name", $"{host.Options.TopicPrefix}idle", "--add-config", "min.cleanable.dirty.ratio=0.01");
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        late.CancelAfter(Limit);
        while ((await AllAsync(log, late.Token)).Exists(text => text.StartsWith("secret", StringComparison.Ordinal))) await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, late.Token);
        Assert.Equal([.. Enumerable.Range(0, 10).Select(_ => "-"), .. Enumerable.Range(0, 10).Select(i => $"kept {2 * i + 1}").Order(StringComparer.Ordinal)], (await AllAsync(log, Ct)).Distinct().SelectMany(t => t == "-" ? Enumerable.Repeat(t, 10) : [t]).Order(StringComparer.Ordinal));

        await log.AppendAsync([new("aged", "k", "secret"u8.ToArray())], Ct);
        var aged = await log.RewriteAsync(TopicFilter.Exact("aged"), Rewrite, Ct);
        Assert.InRange(aged.GoneBy!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(37), TimeSpan.FromDays(38));
    }

    private static RecordRewrite Rewrite(LogRecord record) =>
        record.Value is { } value && Encoding.UTF8.GetString(value.Span).StartsWith("secret", StringComparison.Ordinal) ? RecordRewrite.With("-"u8.ToArray()) : RecordRewrite.Keep;

    private static async Task<List<string>> AllAsync(KafkaEventLog log, CancellationToken ct)
    {
        var all = new List<string>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await log.ReadAsync(new(TopicFilter.Exact("idle"), from), ct);
            if (page.Records.Count == 0) return all;
            all.AddRange(page.Records.Where(record => record.Value is not null).Select(record => Encoding.UTF8.GetString(record.Value!.Value.Span)));
            from = LogStart.After(page.Next);
        }
    }

    private static async Task RunAsync(string name, params string[] arguments)
    {
        using var process = Broker.Tool(name, arguments);
        var error = process.StandardError.ReadToEndAsync(Ct);
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, output + await error);
    }
}
