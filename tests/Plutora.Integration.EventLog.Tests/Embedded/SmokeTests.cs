using System.Text;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Tests.Embedded;

public sealed class SmokeTests
{
    [Fact]
    public async Task What_a_transaction_of_a_group_appended_is_there_when_the_log_is_opened_again()
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("plog").FullName;
        var path = Path.Combine(folder, "log.db");
        try
        {
            await using (var log = EmbeddedEventLog.Open(new(path)))
            {
                await log.EnsureTopicAsync(new("raw.a", 4, TopicRetention.Compact(TimeSpan.FromDays(90))), ct);
                await log.EnsureTopicAsync(new("cdm.a", 2, TopicRetention.Forever), ct);
                for (var i = 0; i < 20; i++)
                    await log.AppendAsync([new("raw.a", "k" + i, Encoding.UTF8.GetBytes("v" + i), [new("h", "ü"), new("e", "")])], ct);
                await using var consumer = await log.SubscribeAsync(new("g", TopicFilter.Prefix("raw."), LogStart.Earliest), ct);
                var batch = await consumer.ReadAsync(100, ct);
                Assert.Equal(20, batch.Records.Count);
                Assert.Equal("ü", batch.Records[3].Header("h"));
                await using var transaction = await consumer.BeginAsync(batch, ct);
                foreach (var record in batch.Records) transaction.Append(new("cdm.a", record.Key, record.Value));
                transaction.PutState("s", "cursor", "c1"u8.ToArray());
                await transaction.CommitAsync(ct);
            }

            await using (var log = EmbeddedEventLog.Open(new(path)))
            {
                var page = await log.ReadAsync(new(TopicFilter.Exact("cdm.a"), LogStart.Earliest), ct);
                Assert.Equal(Enumerable.Range(0, 20).Select(i => "v" + i), page.Records.Select(r => Encoding.UTF8.GetString(r.Value!.Value.Span)));
                Assert.Empty((await log.ReadAsync(new(TopicFilter.Exact("cdm.a"), LogStart.After(page.Next)), ct)).Records);
                Assert.Equal("c1", Encoding.UTF8.GetString((await log.GetStateAsync("s", "cursor", ct))!.Value.Span));
                Assert.Equal(0, (await log.LagAsync("g", ct)).Sum(l => l.Lag));
                var entries = new List<StateEntry>();
                await foreach (var entry in log.ScanStateAsync("s", "cur", ct: ct)) entries.Add(entry);
                Assert.Single(entries);
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
