using System.Text;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Client.Tests.Hubs;

namespace Plutora.Integration.Client.Tests.Streaming;

public sealed class StreamLimitTests
{
    private static readonly string[] Topics = ["cdm.pull-request.v1"];

    [Fact]
    public async Task A_connection_on_which_the_hub_is_silent_for_too_long_counts_as_lost()
    {
        var time = new FakeTimeProvider();
        var silent = new SilentStream();
        var lost = new TaskCompletionSource<Interruption>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new SubscriberOptions { Interrupted = lost.SetResult };
        using var stop = new CancellationTokenSource();
        var reading = new EventSubscriber(new FakeHub(FakeHub.Body(() => silent)).Client, FakeHub.Connection, time, options)
            .StreamAsync(Topics, null, follow: true, stop.Token).ToListAsync(CancellationToken.None).AsTask();
        await silent.Asked;
        time.Advance(options.SilenceLimit);

        Assert.Contains("silent for 45 s", (await lost.Task).Reason, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task A_cancelled_subscription_ends_while_it_waits_for_the_hub()
    {
        using var stop = new CancellationTokenSource();
        var silent = new SilentStream();
        var reading = new EventSubscriber(new FakeHub(FakeHub.Body(() => silent)).Client, FakeHub.Connection, TimeProvider.System)
            .StreamAsync(Topics, null, follow: true, stop.Token).ToListAsync(CancellationToken.None).AsTask();
        await silent.Asked;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task An_event_above_the_limit_ends_the_stream_with_the_remedy()
    {
        var hub = new FakeHub(FakeHub.Stream(FakeHub.Event("p1", Events.PullRequest("git", "1", 1, new string('x', 300_000)))));
        var told = await Assert.ThrowsAsync<HubException>(async () => await new EventSubscriber(hub.Client, FakeHub.Connection, TimeProvider.System, new() { MaxEventBytes = 100_000 })
            .StreamAsync(Topics, null, follow: true, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Contains(nameof(SubscriberOptions.MaxEventBytes), told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_slow_handler_has_not_asked_for_stays_with_the_hub()
    {
        var endless = new EndlessStream(FakeHub.Event("p1", Events.PullRequest("git", "1", 1, new string('x', 1_000))));
        using var database = new Subscribing.SubscriberDatabase();
        await database.Store.CreateTablesAsync(TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var readByThen = 0L;
        var subscription = new Subscription("slow", Topics) { BatchSize = 10 }.HandleRaw((_, _) =>
        {
            readByThen = endless.Read_;
            stop.Cancel();
            return default;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new EventSubscriber(new FakeHub(FakeHub.Body(() => endless)).Client, FakeHub.Connection, TimeProvider.System).RunAsync(subscription, database.Store, stop.Token));
        Assert.InRange(readByThen, 1, 100_000);
    }

    private sealed class SilentStream : TestStream
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }

    private sealed class EndlessStream(string text) : TestStream
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

        public long Read_ { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < buffer.Length; i++)
            {
                buffer.Span[i] = _bytes[(Read_ + i) % _bytes.Length];
            }

            Read_ += buffer.Length;
            return new(buffer.Length);
        }
    }

    private abstract class TestStream : MemoryStream
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
