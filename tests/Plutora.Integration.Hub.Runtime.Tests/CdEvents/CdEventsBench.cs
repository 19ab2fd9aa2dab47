using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.CdEvents;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Model.CdEvents;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Tests.CdEvents;

/// <summary>The part of a hub that tells CDEvents, on an embedded log of its own that outlives it, and a history that the test writes.</summary>
internal sealed class CdEventsBench : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plutora-cdevents-");
    private readonly CdEventsSettings _settings;
    private CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private long _version;

    private CdEventsBench(params ReceiverSettings[] receivers)
    {
        _settings = new() { Publish = true, Receivers = receivers };
        Log = EmbeddedEventLog.Open(new(Path.Combine(_folder.FullName, "log.db")));
        Secrets = new(Log, MasterKey.LoadOrCreate(Path.Combine(_folder.FullName, "master.key")));
    }

    public IEventLog Log { get; }

    public SecretVault Secrets { get; }

    public CdEventsPublisher Publisher { get; private set; } = null!;

    public DeadLetterLog DeadLetters => new(Log, Publisher.Knows);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Lays the topics out and starts.</summary>
    public static async Task<CdEventsBench> StartAsync(params ReceiverSettings[] receivers)
    {
        var bench = new CdEventsBench(receivers);
        foreach (var entity in CdEventsProjection.Entities) await bench.Log.EnsureTopicAsync(new(EntityTypes.Get(entity).Topic, 2, TopicRetention.Forever), Ct);
        await bench.Log.EnsureTopicAsync(new(TopicNames.DeadLetter, 1, TopicRetention.Forever), Ct);
        await bench.Secrets.PutAsync("signing", "swordfish", Ct);
        await bench.StartAsync();
        return bench;
    }

    public async Task StartAsync()
    {
        _stop = new();
        Publisher = new(Log, _settings, 2, Secrets, TimeProvider.System, NullLoggerFactory.Instance) { Backoff = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50)) };
        _work = await Publisher.StartAsync(_stop.Token, Ct);
    }

    /// <summary>Ends it wherever it is.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(Longest, Ct);
        Publisher.Dispose();
        _stop.Dispose();
    }

    /// <summary>Writes states of one entity into its history, as its owner does.</summary>
    public async Task PublishAsync(EventCause cause, params Entity[] life)
    {
        foreach (var state in life) await PublishAsync(state, EntityChange.Upserted, cause);
    }

    public async Task PublishAsync(Entity state, EntityChange change = EntityChange.Upserted, EventCause cause = EventCause.Live, DateTimeOffset? receivedAt = null)
    {
        var version = ++_version;
        var now = receivedAt ?? TimeProvider.System.GetUtcNow();
        var told = new NormalizedEvent
        {
            Id = NormalizedEvent.EventId(state.Id, version),
            Source = NormalizedEvent.SourceOf("hub", state.Id.Instance),
            Type = new EventType(state.Id.Entity, change, 1),
            Subject = state.Id,
            Time = now,
            EntityVersion = version,
            Cause = cause,
            ReceivedTime = now,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Data = EntityTypes.Serialize(state),
        };
        await Log.AppendAsync([new LogEntry(EntityTypes.Get(state.Id.Entity).Topic, state.Id.ToString(), told.Data, BinaryEvent.Headers(told))], Ct);
    }

    /// <summary>A pull request of its own that is opened and then merged: two CDEvents.</summary>
    public static Entity[] Merged(string key)
    {
        var open = (PullRequest)Model.Tests.CdEvents.Lives.PullRequest()[0] with { Id = new EntityId("tool", "pull-request", key) };
        return [open, open with { State = PullRequestState.Merged, MergedAt = Model.Tests.CdEvents.Projecting.Noon }];
    }

    /// <summary>What stands in the topic of CDEvents.</summary>
    public async Task<IReadOnlyList<LogRecord>> PublishedAsync()
    {
        var all = new List<LogRecord>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await Log.ReadAsync(new(TopicFilter.Exact("cdevents.v1"), from), Ct);
            if (page.Records.Count == 0) return all;
            all.AddRange(page.Records);
            from = LogStart.After(page.Next);
        }
    }

    /// <summary>Waits until all that was written is projected, and, where receivers are named, delivered, passed over or set aside by them.</summary>
    public Task SettledAsync(params string[] receivers) => Waiting.UntilAsync(
        $"everything is projected{string.Concat(receivers.Select(r => $" and delivered to '{r}'"))}",
        async () =>
        {
            foreach (var group in (string[])["cdevents", .. receivers.Select(r => $"cdevents.{r}")])
            {
                var lags = await Log.LagAsync(group, Ct);
                if (lags.Count == 0 || lags.Any(l => l.Lag > 0)) return false;
            }

            return true;
        });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Log.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
