using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.CdEvents.Delivery;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Telemetry;

namespace Plutora.Integration.Hub.Runtime.CdEvents;

/// <summary>Publishes the transitions of entities as CDEvents, on a topic and to receivers over HTTP, where the settings say so.</summary>
public sealed class CdEventsPublisher : IDisposable
{
    private readonly IEventLog _log;
    private readonly CdEventsSettings _settings;
    private readonly int _partitions;
    private readonly SecretVault _secrets;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ReceiverBook _book;
    private readonly List<ReceiverClient> _clients = [];
    private readonly Meter _meter = new(HubMetrics.Name);
    private readonly ConcurrentDictionary<string, long> _lags = new(StringComparer.Ordinal);

    /// <summary>Puts it together; nothing runs before <see cref="RunAsync"/>.</summary>
    /// <param name="log">The event log.</param>
    /// <param name="settings">Valid settings.</param>
    /// <param name="partitions">Partitions of the topics made.</param>
    /// <param name="secrets">Resolves the receivers' secrets.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where is said what fails.</param>
    public CdEventsPublisher(IEventLog log, CdEventsSettings settings, int partitions, SecretVault secrets, TimeProvider time, ILoggerFactory loggers)
    {
        (_log, _settings, _partitions, _secrets, _time, _loggers) = (log, settings, partitions, secrets, time, loggers);
        _book = new(log);
        _meter.CreateObservableGauge(
            "plutora.cdevents.lag", () => _lags.Select(l => new Measurement<long>(l.Value, new KeyValuePair<string, object?>("receiver", l.Key))), "{event}", "CDEvents not delivered yet, by receiver; an upper bound.");
    }

    /// <summary>How long is waited between two tries.</summary>
    public Backoff Backoff { get; init; } = Backoff.Default;

    /// <summary>Whether a receiver of this id is configured.</summary>
    public bool Knows(string receiver) => Find(receiver) is not null;

    /// <summary>Makes the topics and takes new receivers up, then works until it is cancelled. Does nothing where nothing is to be published.</summary>
    /// <exception cref="LogException">The topics cannot be made.</exception>
    public async Task<Task> StartAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        if (!_settings.Publish)
        {
            return Task.CompletedTask;
        }

        var retention = TopicRetention.Delete(TimeSpan.FromDays(_settings.Days));
        var topics = await _log.TopicsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var name in (string[])[CdEventsTopics.Published, CdEventsTopics.Redelivered])
        {
            await EnsureAsync(topics.FirstOrDefault(t => t.Definition.Name == name)?.Definition, new(name, _partitions, retention), cancellationToken).ConfigureAwait(false);
        }

        foreach (var receiver in _settings.Receivers)
        {
            if (await _book.ControlAsync(receiver.Id, cancellationToken).ConfigureAwait(false) is null)
            {
                await _book.SetAsync(receiver.Id, new ReceiverControl(_time.GetUtcNow(), Paused: false), cancellationToken).ConfigureAwait(false);
            }
        }

        return RunAsync(stop);
    }

    /// <summary>The receivers, in the order of the settings.</summary>
    public async Task<IReadOnlyList<ReceiverStatus>> ReceiversAsync(CancellationToken cancellationToken)
    {
        var statuses = new List<ReceiverStatus>();
        foreach (var receiver in _settings.Receivers)
        {
            statuses.Add(await StatusAsync(receiver, cancellationToken).ConfigureAwait(false));
        }

        return statuses;
    }

    /// <summary>Pauses or resumes a receiver, at every hub on the log; what is published meanwhile is kept for it.</summary>
    /// <returns>The receiver as it stands then, or null when there is none of this id.</returns>
    public async Task<ReceiverStatus?> PauseAsync(string id, bool paused, CancellationToken cancellationToken)
    {
        if (Find(id) is not { } receiver)
        {
            return null;
        }

        var control = await _book.ControlAsync(id, cancellationToken).ConfigureAwait(false) ?? new ReceiverControl(_time.GetUtcNow(), Paused: false);
        await _book.SetAsync(id, control with { Paused = paused }, cancellationToken).ConfigureAwait(false);
        return await StatusAsync(receiver, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends connections; call it once the work has ended.</summary>
    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _meter.Dispose();
    }

    private ReceiverSettings? Find(string id) => _settings.Receivers.FirstOrDefault(r => r.Id == id);

    // Retention follows the settings; the number of partitions cannot, and is told.
    private async Task EnsureAsync(TopicDefinition? known, TopicDefinition topic, CancellationToken cancellationToken)
    {
        if (known is not null && known.Retention != topic.Retention)
        {
            await _log.UpdateRetentionAsync(topic.Name, topic.Retention, cancellationToken).ConfigureAwait(false);
        }

        await _log.EnsureTopicAsync(topic, cancellationToken).ConfigureAwait(false);
    }

    private Task RunAsync(CancellationToken stop)
    {
        var logger = _loggers.CreateLogger<CdEventsPublisher>();
        var work = new List<Func<Task>> { () => new CdEventsProjector(_log, _time, logger).RunAsync(stop), () => MeasureAsync(stop) };
        foreach (var receiver in _settings.Receivers)
        {
            var client = new ReceiverClient(receiver, _secrets, _time);
            _clients.Add(client);
            work.Add(() => new ReceiverRunner(_log, receiver, _book, client, Backoff, _time, logger).RunAsync(stop));
        }

        return Task.WhenAll(work.Select(each => Task.Run(each, CancellationToken.None)));
    }

    private async Task<ReceiverStatus> StatusAsync(ReceiverSettings receiver, CancellationToken cancellationToken)
    {
        var control = await _book.ControlAsync(receiver.Id, cancellationToken).ConfigureAwait(false) ?? new ReceiverControl(_time.GetUtcNow(), Paused: false);
        return new(
            receiver.Id, receiver.Url, control.Paused, control.AddedAt, await LagAsync(receiver.Id, cancellationToken).ConfigureAwait(false),
            await _book.TroubleAsync(receiver.Id, cancellationToken).ConfigureAwait(false));
    }

    private async Task<long> LagAsync(string receiver, CancellationToken cancellationToken) =>
        (await _log.LagAsync(ReceiverRunner.GroupOf(receiver), cancellationToken).ConfigureAwait(false)).Sum(l => l.Lag);

    private async Task MeasureAsync(CancellationToken stop)
    {
        using var often = new PeriodicTimer(TimeSpan.FromSeconds(5), _time);
        try
        {
            while (await often.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                foreach (var receiver in _settings.Receivers)
                {
                    try
                    {
                        _lags[receiver.Id] = await LagAsync(receiver.Id, stop).ConfigureAwait(false);
                    }
                    catch (LogException)
                    {
                        // The gauge keeps its last value while the log does not answer, which is told elsewhere.
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The hub ends.
        }
    }
}
