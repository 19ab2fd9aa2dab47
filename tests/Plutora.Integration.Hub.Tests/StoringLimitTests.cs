using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Api;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Tests;

/// <summary>How long a sender waits while the log on Kafka takes nothing.</summary>
public sealed class StoringLimitTests
{
    private const int Seconds = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sender_is_told_when_the_logs_time_is_over_whatever_its_delivery_waits_for_and_the_body_keeps_its_place_until_it_is_let_go()
    {
        var time = new FakeTimeProvider();
        await using var bench = new Bench(time);
        var (http, runtime) = (bench.Http, bench.Runtime);
        var body = await ReceivedBody.ReadAsync(http, runtime);
        var done = new TaskCompletionSource<int>();
        var withdrawn = false;
        var answer = body.StoredAsync(http, runtime, end =>
        {
            end.Register(() => withdrawn = true);
            return done.Task;
        });

        time.Advance(TimeSpan.FromSeconds(Seconds - 1));
        Assert.False(answer.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        var told = await Assert.ThrowsAsync<LogException>(() => answer);
        Assert.Equal(LogError.OutcomeUnknown, told.Error);
        Assert.Contains($"within {Seconds} s (log.kafka.operationSeconds)", told.Message, StringComparison.Ordinal);
        Assert.True(withdrawn);

        body.Dispose();
        Assert.NotEqual(0, runtime.Intake.Bytes);
        done.SetResult(1);
        await Waiting.UntilAsync("the body gives its place back", () => runtime.Intake.Bytes == 0);
    }

    [Fact]
    public async Task What_is_stored_in_time_is_answered_and_gives_its_place_back()
    {
        await using var bench = new Bench(new());
        using (var body = await ReceivedBody.ReadAsync(bench.Http, bench.Runtime))
        {
            Assert.Equal(3, await body.StoredAsync(bench.Http, bench.Runtime, _ => Task.FromResult(3)));
            Assert.NotEqual(0, bench.Runtime.Intake.Bytes);
        }

        Assert.Equal(0, bench.Runtime.Intake.Bytes);
    }

    [Fact]
    public async Task What_the_log_refuses_in_time_is_told_as_it_is()
    {
        await using var bench = new Bench(new());
        using var body = await ReceivedBody.ReadAsync(bench.Http, bench.Runtime);
        var refused = new LogException(LogError.StorageFailed, "The disk is broken.");
        Assert.Same(refused, await Assert.ThrowsAsync<LogException>(() => body.StoredAsync(bench.Http, bench.Runtime, _ => Task.FromException<int>(refused))));
    }

    private sealed class Bench : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("plutora-storing-").FullName;
        private readonly EmbeddedEventLog _log;

        public Bench(FakeTimeProvider time)
        {
            var home = new HubHome(_folder);
            _log = EmbeddedEventLog.Open(new(home.LogFile));
            Runtime = new(home, new() { Log = new() { Engine = LogEngine.Kafka, Kafka = new() { OperationSeconds = Seconds } } }, _log, [], time, NullLoggerFactory.Instance);
            Http = new DefaultHttpContext();
            Http.Request.Body = new MemoryStream("{}"u8.ToArray());
        }

        public HubRuntime Runtime { get; }

        public HttpContext Http { get; }

        public async ValueTask DisposeAsync()
        {
            await Runtime.DisposeAsync();
            await _log.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
