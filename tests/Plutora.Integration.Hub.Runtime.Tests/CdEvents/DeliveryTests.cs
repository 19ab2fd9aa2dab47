using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Tests.CdEvents;

/// <summary>CDEvents to receivers over HTTP.</summary>
public sealed class DeliveryTests
{
    private const string Merged = "dev.cdevents.change.merged.0.3.0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ReceiverMode.Binary)]
    [InlineData(ReceiverMode.Structured)]
    public async Task A_receiver_gets_each_event_as_a_CloudEvent_signed_over_the_bytes_of_its_body(ReceiverMode mode)
    {
        using var sink = new Sink();
        await using var bench = await CdEventsBench.StartAsync(new ReceiverSettings { Id = "sink", Url = sink.Url, Mode = mode, Secret = "store:signing", Authorization = "store:signing" });
        await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged("größe 1"));
        await bench.SettledAsync("sink");
        Assert.Equal(["dev.cdevents.change.created.0.4.0", Merged], sink.Taken.Select(e => e.Type));
        foreach (var (taken, published) in sink.Taken.Zip((await bench.PublishedAsync()).ToList()))
        {
            foreach (var name in (string[])["id", "source", "type", "subject", "cause", "receivedtime", "traceparent"])
                Assert.Equal(published.Header("ce_" + name), Text(taken, name));
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(published.Value!.Value.Span), (JsonElement)taken.Data!));
        }

        Assert.All(sink.Requests, r =>
        {
            Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("swordfish"u8, r.BodyAsBytes!)), r.Headers!["X-Plutora-Signature-256"].First());
            Assert.Equal("swordfish", r.Headers["Authorization"].First());
        });
    }

    [Fact]
    public async Task A_receiver_that_answers_with_faults_gets_everything_in_each_subjects_order()
    {
        using var sink = new Sink();
        var faults = new Random(7);
        int[] statuses = [500, 503, 429, 404, 302, 408];
        sink.Answer = _ => { lock (faults) return faults.Next(3) == 0 ? (statuses[faults.Next(statuses.Length)], null) : (200, null); };
        await using var bench = await CdEventsBench.StartAsync(new ReceiverSettings { Id = "sink", Url = sink.Url, Attempts = 1_000 });
        foreach (var key in Enumerable.Range(1, 15)) await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged($"{key}"));
        await bench.SettledAsync("sink");
        Assert.Equal(30, sink.Taken.Count);
        var subjects = sink.Taken.GroupBy(e => e.Subject!).ToList();
        Assert.All(subjects.Select(s => string.Join(' ', s.Select(e => e.Type))), types => Assert.Equal($"dev.cdevents.change.created.0.4.0 {Merged}", types));
        Assert.Empty(await bench.DeadLetters.ListAsync(10, Ct));
        Assert.Null(Assert.Single(await bench.Publisher.ReceiversAsync(Ct)).Trouble);
    }

    [Fact]
    public async Task What_a_receiver_asks_to_wait_is_waited()
    {
        using var sink = new Sink { Answer = _ => (429, "3000") };
        await using var bench = await CdEventsBench.StartAsync(new ReceiverSettings { Id = "sink", Url = sink.Url });
        await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged("1"));
        await Waiting.UntilAsync("the receiver's trouble is told", async () => (await bench.Publisher.ReceiversAsync(Ct))[0].Trouble is not null);
        var status = (await bench.Publisher.ReceiversAsync(Ct))[0];
        Assert.Equal(TimeSpan.FromSeconds(3_000), status.Trouble!.RetryAt - status.Trouble.At);
        Assert.EndsWith("answered 429 TooManyRequests.", status.Trouble.Reason, StringComparison.Ordinal);
        Assert.Equal(2, status.Lag);
        Assert.Single(sink.Requests);
    }

    [Fact]
    public async Task A_dead_receiver_holds_up_no_other_and_gets_everything_once_it_is_there()
    {
        using var sink = new Sink();
        var dead = true;
        using var slow = new Sink { Answer = _ => dead ? (503, null) : (200, null) };
        await using var bench = await CdEventsBench.StartAsync(
            new ReceiverSettings { Id = "gone", Url = "http://127.0.0.1:1/", Attempts = 1_000 }, new ReceiverSettings { Id = "slow", Url = slow.Url, Attempts = 1_000 }, new ReceiverSettings { Id = "sink", Url = sink.Url });
        foreach (var key in Enumerable.Range(1, 5)) await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged($"{key}"));
        await bench.SettledAsync("sink");
        Assert.Equal(10, sink.Taken.Count);
        Assert.Equal([10, 10, 0], (await bench.Publisher.ReceiversAsync(Ct)).Select(r => r.Lag));
        dead = false;
        await bench.SettledAsync("slow");
        Assert.Equal(10, slow.Taken.DistinctBy(e => e.Id).Count());
    }

    [Fact]
    public async Task A_hub_that_ends_while_it_delivers_loses_nothing_and_repeats_under_the_same_ids()
    {
        using var sink = new Sink();
        var calls = 0;
        sink.Answer = _ => Interlocked.Increment(ref calls) % 4 == 0 ? (500, null) : (200, null);
        await using var bench = await CdEventsBench.StartAsync(new ReceiverSettings { Id = "sink", Url = sink.Url, Attempts = 1_000 });
        for (var key = 1; key <= 12; key++)
        {
            await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged($"{key}"));
            if (key % 3 == 0)
            {
                await bench.StopAsync();
                await bench.StartAsync();
            }
        }

        await bench.SettledAsync("sink");
        Assert.Equal((await bench.PublishedAsync()).Select(r => r.Header("ce_id")).Order(), sink.Taken.Select(e => e.Id).Distinct().Order());
        // Dropped by id, each subject's events are in order.
        Assert.All(sink.Taken.DistinctBy(e => e.Id).GroupBy(e => e.Subject), s => Assert.Equal(["dev.cdevents.change.created.0.4.0", Merged], s.Select(e => e.Type)));
    }

    [Fact]
    public async Task An_event_that_is_not_taken_is_set_aside_with_the_reason_and_sent_again_when_asked()
    {
        using var sink = new Sink();
        var mended = false;
        sink.Answer = e => mended || e.Type != Merged ? (200, null) : (e.Subject!.EndsWith('1') ? 422 : 500, null);
        await using var bench = await CdEventsBench.StartAsync(new ReceiverSettings { Id = "sink", Url = sink.Url, Attempts = 4 });
        foreach (var key in (string[])["1", "2"]) await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged(key));
        await bench.SettledAsync("sink");
        var letters = await bench.DeadLetters.ListAsync(10, Ct);
        Assert.Equal(2, letters.Count);
        Assert.All(letters, l => Assert.Equal(("deliver", "tool"), (l.Stage, l.Instance)));
        Assert.Contains(letters, l => l.Reason.StartsWith("Receiver 'sink' refuses event 'tool/pull-request/1@2#change.merged': ", StringComparison.Ordinal) && l.Reason.EndsWith("answered 422 UnprocessableEntity.", StringComparison.Ordinal));
        Assert.Contains(letters, l => l.Reason.StartsWith("Receiver 'sink' did not take event 'tool/pull-request/2@4#change.merged' in 4 tries: ", StringComparison.Ordinal));
        Assert.Equal((3, 4), (Tries("/1@2#change.merged"), Tries("/2@4#change.merged")));

        mended = true;
        foreach (var letter in letters) Assert.Null(await bench.DeadLetters.ReplayAsync(letter, Ct));
        await bench.SettledAsync("sink");
        Assert.Equal(4, sink.Taken.Select(e => e.Id).Distinct().Count());
        Assert.Empty(await bench.DeadLetters.ListAsync(10, Ct));

        int Tries(string id) => sink.Requests.Count(r => Sink.Read(r).Id!.EndsWith(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dead_letter_of_a_receiver_that_is_not_configured_any_more_stays_with_the_remedy()
    {
        using var sink = new Sink { Answer = _ => (400, null) };
        await using var bench = await CdEventsBench.StartAsync(new ReceiverSettings { Id = "sink", Url = sink.Url, Types = ["dev.cdevents.change.merged"] });
        await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged("1"));
        await bench.SettledAsync("sink");
        var letter = Assert.Single(await bench.DeadLetters.ListAsync(10, Ct));
        Assert.Contains("cdEvents.receivers", await new DeadLetters.DeadLetterLog(bench.Log, _ => false).ReplayAsync(letter, Ct), StringComparison.Ordinal);
        Assert.Single(await bench.DeadLetters.ListAsync(10, Ct));
    }

    [Fact]
    public async Task A_paused_receiver_gets_nothing_and_goes_on_where_it_was_also_after_a_restart()
    {
        using var sink = new Sink();
        await using var bench = await CdEventsBench.StartAsync(new ReceiverSettings { Id = "sink", Url = sink.Url });
        Assert.True((await bench.Publisher.PauseAsync("sink", paused: true, Ct))!.Paused);
        Assert.Null(await bench.Publisher.PauseAsync("nosuch", paused: true, Ct));
        await bench.StopAsync();
        await bench.StartAsync();
        await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged("1"));
        await bench.SettledAsync();
        Assert.Empty(sink.Requests);
        await bench.Publisher.PauseAsync("sink", paused: false, Ct);
        await bench.SettledAsync("sink");
        Assert.Equal(2, sink.Taken.Count);
    }

    [Fact]
    public async Task A_missing_secret_is_told_and_counts_against_no_event()
    {
        using var sink = new Sink();
        await using var bench = await CdEventsBench.StartAsync(new ReceiverSettings { Id = "sink", Url = sink.Url, Secret = "store:later", Attempts = 1 });
        await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged("1"));
        await Waiting.UntilAsync("the missing secret is told", async () => (await bench.Publisher.ReceiversAsync(Ct))[0].Trouble is { Failures: > 3 });
        Assert.Contains("no secret 'later'", (await bench.Publisher.ReceiversAsync(Ct))[0].Trouble!.Reason, StringComparison.Ordinal);
        await bench.Secrets.PutAsync("later", "swordfish", Ct);
        await bench.SettledAsync("sink");
        Assert.Equal(2, sink.Taken.Count);
        Assert.Empty(await bench.DeadLetters.ListAsync(10, Ct));
    }

    [Fact]
    public async Task Causes_types_and_what_was_before_a_receiver_are_passed_over()
    {
        using var sink = new Sink();
        using var whole = new Sink();
        await using var bench = await CdEventsBench.StartAsync(
            new ReceiverSettings { Id = "sink", Url = sink.Url, Types = ["dev.cdevents.change.merged."] },
            new ReceiverSettings { Id = "whole", Url = whole.Url, Causes = ["live", "backfill", "replay"], From = ReceiverStart.Earliest });
        await bench.PublishAsync(CdEventsBench.Merged("old")[1], receivedAt: TimeProvider.System.GetUtcNow().AddDays(-1));
        await bench.PublishAsync(EventCause.Backfill, CdEventsBench.Merged("backfill"));
        await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged("live"));
        await bench.SettledAsync("sink", "whole");
        Assert.Equal(["tool/pull-request/live"], sink.Taken.Select(e => e.Subject));
        Assert.Equal(["tool/pull-request/backfill", "tool/pull-request/live", "tool/pull-request/old"], whole.Taken.Select(e => e.Subject!).Distinct().Order());
    }

    private static string? Text(CloudEvent told, string name) => told.GetPopulatedAttributes().Where(a => a.Key.Name == name).Select(a => a.Key.Format(a.Value)).FirstOrDefault();
}
