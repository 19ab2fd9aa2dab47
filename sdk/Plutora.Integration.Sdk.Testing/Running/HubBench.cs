using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>A whole hub on a log of its own, in which each property has an instance.</summary>
internal sealed class HubBench : IAsyncDisposable
{
    private readonly string _folder;
    private readonly EmbeddedEventLog _log;

    private HubBench(string folder, EmbeddedEventLog log, HubRuntime hub, FakeTimeProvider time, ShuffledConnector connector, byte[] personSecret) =>
        (_folder, _log, Hub, Time, Connector, PersonSecret) = (folder, log, hub, time, connector, personSecret);

    public HubRuntime Hub { get; }

    public FakeTimeProvider Time { get; }

    public ShuffledConnector Connector { get; }

    public byte[] PersonSecret { get; }

    public static async Task<HubBench> StartAsync(ConnectorSubject subject, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("plutora-kit-hub-").FullName;
        var time = new FakeTimeProvider(SimulatedTool.Start);
        var home = new HubHome(folder);
        var log = EmbeddedEventLog.Open(new(home.LogFile) { Time = time });
        var connector = new ShuffledConnector(subject.Connector, new(time));
        var hub = new HubRuntime(home, new HubSettings { Log = new() { Partitions = 1 }, Normalize = new() { Workers = 1 } }, log, [], time, LoggerFactory.Create(static _ => { }), [new(connector, subject.Folder)]);
        var faults = await hub.StartAsync(cancellationToken).ConfigureAwait(false);
        var secret = await hub.Secrets.GetOrCreateKeyAsync("hub.person-key", cancellationToken).ConfigureAwait(false);
        return hub.Plugins.Find(subject.Connector.Descriptor.Id) is null
            ? throw Verdict.Wrong($"The hub does not load the connector: {string.Join(" ", faults)}", "Mend its descriptor first.")
            : new(folder, log, hub, time, connector, secret);
    }

    /// <summary>Waits until everything that was stored has been normalized.</summary>
    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        // Partitions are looked at one after the other: two looks without lag, and nothing appended between them.
        for (long before = -1; ;)
        {
            var lags = await Hub.Log.LagAsync("normalizer", cancellationToken).ConfigureAwait(false);
            var end = lags.All(l => l.Lag == 0) ? lags.Sum(l => l.EndOffset) : -1;
            if (end >= 0 && end == before)
            {
                return;
            }

            before = end;
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>All events of an instance's entities, in order.</summary>
    public async Task<IReadOnlyList<NormalizedEvent>> EventsAsync(string instance, IEnumerable<string> entities, CancellationToken cancellationToken)
    {
        var events = new List<NormalizedEvent>();
        foreach (var entity in entities.Distinct(StringComparer.Ordinal))
        {
            for (var from = LogStart.Earliest; ;)
            {
                var page = await Hub.Log.ReadAsync(new(TopicFilter.Exact($"cdm.{entity}.v1"), from), cancellationToken).ConfigureAwait(false);
                if (page.Records.Count == 0)
                {
                    break;
                }

                events.AddRange(page.Records.Where(r => r.Key.StartsWith(instance + "/", StringComparison.Ordinal) && r.Value is { Length: > 0 }).Select(r => BinaryEvent.Read(r.Headers, r.Value!.Value)));
                from = LogStart.After(page.Next);
            }
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync().ConfigureAwait(false);
        await _log.DisposeAsync().ConfigureAwait(false);
        Folders.Delete(_folder);
    }
}
