using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Actions.Inbox;
using Plutora.Integration.Hub.Runtime.Audit;
using Plutora.Integration.Hub.Runtime.Catalog;
using Plutora.Integration.Hub.Runtime.CdEvents;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Mappings.Drift;
using Plutora.Integration.Hub.Runtime.Mappings.Previewing;
using Plutora.Integration.Hub.Runtime.Mappings.Trying;
using Plutora.Integration.Hub.Runtime.Normalizing;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.People;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Plugins.Journal;
using Plutora.Integration.Hub.Runtime.Receive;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Records.Privacy;
using Plutora.Integration.Hub.Runtime.Replays;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Scanning;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Services;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Sharing;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Hub.Runtime.Hubs;

/// <summary>A whole hub without its web surface: log, connectors, instances, normalizer. Started once, disposed once.</summary>
public sealed partial class HubRuntime : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ILoggerFactory _loggers;
    private readonly TopicCatalog _topics;
    private readonly CallJournal _journal;
    private readonly RecordPrivacy _privacy;
    private readonly DeliveryMemory _deliveries;
    private readonly InstanceShare _share;
    private readonly FileInstances _files;
    private readonly StateFollower _follower;
    private readonly LastSeen _seen;
    private readonly Meter _meter = new(HubMetrics.Name);
    private readonly CancellationTokenSource _stopActions = new();
    private readonly ActionRouter _router;
    private Task _working = Task.CompletedTask;
    private Task _dispatching = Task.CompletedTask;
    private long _lag;

    /// <summary>Puts the parts together; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="settings">Valid settings.</param>
    /// <param name="log">The event log; disposed with the runtime.</param>
    /// <param name="connectorFolders">Folders with the connectors that come with the hub.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where the runtime logs.</param>
    /// <param name="builtIn">Connectors that are part of the process.</param>
    public HubRuntime(
        HubHome home, HubSettings settings, IEventLog log, IReadOnlyList<string> connectorFolders, TimeProvider time, ILoggerFactory loggers, IReadOnlyList<BuiltInConnector>? builtIn = null)
    {
        (Home, Settings, Log, Time) = (home, settings, log, time);
        var master = MasterKey.LoadOrCreate(home.MasterKeyFile);
        Secrets = new(log, master);
        InstanceLogs = new(loggers, time);
        Flow = new(time);
        _loggers = loggers = new MaskingLoggerFactory(InstanceLogs, Secrets.Mask);
        Rules = new(log, settings.Limits.LinksPerRule, time);
        var documents = new CatalogDocuments(log);
        Catalogs = new(documents, Rules, time);
        BuiltInConnector catalog = new(new CatalogConnector(Rules, documents), CatalogConnector.Folder);
        Plugins = new(new() { Folders = [.. connectorFolders, .. settings.Connectors.Folders], BuiltIn = [catalog, ServiceConnector.BuiltIn(), .. builtIn ?? []], InstallFolder = home.ConnectorFolder, AllowedSha256 = settings.Connectors.AllowedSha256 }, loggers, time, new(log, time));
        Keys = new(log, master, time);
        Audit = new(log);
        AuditHistory = new(log);
        InstanceStore = new(log);
        _topics = new(log, new() { Partitions = settings.Log.Partitions, RawDays = settings.Log.RawDays, OccurrenceDays = settings.Log.OccurrenceDays, DeadLetterDays = settings.Log.DeadLetterDays, ActionDays = settings.Actions.Days, ActionInbox = settings.Actions.Inbox });
        _privacy = new(log, InstanceStore);
        Writer = new(log, _privacy);
        People = new(log, _privacy, time);
        Mappings = new(log, Plugins, id => InstanceStore.Find(id)?.Connector, time);
        Unmapped = new(log, Mappings);
        Drift = new(log, Mappings, time);
        Scans = new(log, Writer, new(settings.Limits.DeletionPercent, settings.Limits.DeletionRecords), time);
        var containers = new RemovedContainers(log, Scans);
        _journal = CallJournal.Open(home.Folder);
        var logger = loggers.CreateLogger<HubRuntime>();
        _share = new(log, time, logger);
        _files = new(log, InstanceStore, Plugins, home.SettingsFile, time);
        Instances = new(
            InstanceStore, Plugins, _topics, Secrets, Mappings, new(new(log, Writer, Scans, containers, time), new(log, Writer, time), containers), Writer, new(log, Scans, time), _journal, _share, new(log, logger), home.WorkFolder, time, loggers)
        {
            Removed = Catalogs.ForgetAsync,
        };
        Intake = new(settings.Limits.WaitingBytes);
        _deliveries = new(log, TimeSpan.FromDays(settings.Limits.DeliveryDays), time);
        Receiver = new(log, Writer, Instances, Secrets, _deliveries, containers, settings.Limits.JsonDepth, time);
        Publisher = new(log, Writer, InstanceStore, _deliveries, settings.Limits.JsonDepth, time);
        Entities = new(log, new(log));
        RulePreviews = new(log, Rules);
        Replays = new(log, time);
        Previews = new(log, InstanceStore, c => Plugins.Find(c)?.Descriptor, time);
        References = new(log);
        History = new(log);
        Tracer = new(log, Entities);
        Settler = new(log, time);
        CdEvents = new(log, settings.CdEvents, settings.Log.Partitions, Secrets, time, loggers);
        DeadLetters = new(log, CdEvents.Knows);
        DeadLetterIndex = new(log);
        DeadLetterReplays = new(DeadLetters, time);
        OffendingPlaces = new(Mappings);
        Search = new(log, time);
        Transitions = new(log);
        Records = new(log, (instance, stream) => InstanceStore.Find(instance) is { } definition && Plugins.Find(definition.Connector)?.Descriptor.Streams.FirstOrDefault(s => s.Id == stream)?.Partial == true);
        Trials = new(Mappings, InstanceStore, c => Plugins.Find(c)?.Descriptor, Records, time);
        Actions = new(log);
        _router = new(log, Entities, InstanceStore, c => Plugins.Find(c)?.Descriptor);
        Desk = new(log, _router, Actions, Instances.Find, settings.Actions, settings.Name, time);
        InstanceDesk = new(InstanceStore, Instances, Plugins, Writer, Scans);
        ConnectorDesk = new(Plugins, Instances, InstanceStore);
        KeyDesk = new(Keys);
        SecretDesk = new(Secrets);
        _seen = new(log, Keys, Flow, InstanceStore, time);
        _follower = new(log, Followed(), time, logger);
    }

    /// <summary>The home folder.</summary>
    public HubHome Home { get; }

    /// <summary>The settings in force.</summary>
    public HubSettings Settings { get; }

    /// <summary>The event log.</summary>
    public IEventLog Log { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Loaded connectors.</summary>
    public PluginHost Plugins { get; }

    /// <summary>Secrets.</summary>
    public SecretVault Secrets { get; }

    /// <summary>API keys.</summary>
    public KeyRing Keys { get; }

    /// <summary>Who changed what.</summary>
    public AuditTrail Audit { get; }

    /// <summary>The audit trail from its newest entry back.</summary>
    public AuditHistory AuditHistory { get; }

    /// <summary>Configured instances.</summary>
    public InstanceStore InstanceStore { get; }

    /// <summary>Instances at work.</summary>
    public InstanceManager Instances { get; }

    /// <summary>Takes what people ask of instances.</summary>
    public InstanceDesk InstanceDesk { get; }

    /// <summary>What instances logged last.</summary>
    public InstanceLogs InstanceLogs { get; }

    /// <summary>Takes what people ask of connectors.</summary>
    public ConnectorDesk ConnectorDesk { get; }

    /// <summary>Takes what people ask of API keys.</summary>
    public KeyDesk KeyDesk { get; }

    /// <summary>Takes what people ask of secrets.</summary>
    public SecretDesk SecretDesk { get; }

    /// <summary>What flowed through this hub lately.</summary>
    public FlowMeter Flow { get; }

    /// <summary>Mappings and their activations.</summary>
    public MappingRegistry Mappings { get; }

    /// <summary>Values that no table knows.</summary>
    public UnmappedValues Unmapped { get; }

    /// <summary>Shows what a changed mapping would change.</summary>
    public MappingPreviewer Previews { get; }

    /// <summary>How the records of streams changed their form.</summary>
    public DriftWatch Drift { get; }

    /// <summary>Room for what is sent and not stored yet.</summary>
    public Intake Intake { get; }

    /// <summary>How long who sends waits at most until what was sent is stored; the embedded log fails at once or not at all.</summary>
    public TimeSpan StoringLimit => Settings.Log.Engine == LogEngine.Kafka ? TimeSpan.FromSeconds(Settings.Log.Kafka.OperationSeconds) : Timeout.InfiniteTimeSpan;

    /// <summary>Webhooks and uploads.</summary>
    public Receiver Receiver { get; }

    /// <summary>What services publish.</summary>
    public ServicePublisher Publisher { get; }

    /// <summary>Forgets persons.</summary>
    public PersonForgetter People { get; }

    /// <summary>CDEvents out of the hub, and who receives them.</summary>
    public CdEventsPublisher CdEvents { get; }

    /// <summary>What was set aside.</summary>
    public DeadLetterLog DeadLetters { get; }

    /// <summary>What was set aside, listed and grouped by what is wrong.</summary>
    public DeadLetterIndex DeadLetterIndex { get; }

    /// <summary>Replays many dead letters.</summary>
    public DeadLetterReplays DeadLetterReplays { get; }

    /// <summary>Which members of a payload a dead letter is about.</summary>
    public OffendingPlace OffendingPlaces { get; }

    /// <summary>Finds entities by ids, aliases and titles.</summary>
    public EntitySearch Search { get; }

    /// <summary>Shows the history of entities as CDEvents.</summary>
    public EntityTransitions Transitions { get; }

    /// <summary>Raw records as they are stored.</summary>
    public RecordReader Records { get; }

    /// <summary>Tries a mapping on a stored record.</summary>
    public MappingTrials Trials { get; }

    /// <summary>What was asked of tools, and how far it has come.</summary>
    public ActionBook Actions { get; }

    /// <summary>Takes requests for actions.</summary>
    public ActionDesk Desk { get; }

    /// <summary>Entities by id and alias.</summary>
    public EntityReader Entities { get; }

    /// <summary>Full scans, and the deletions that they show and that are held.</summary>
    public ScanJudge Scans { get; }

    /// <summary>What was published of an entity.</summary>
    public EntityHistory History { get; }

    /// <summary>Follows what belongs together.</summary>
    public Tracer Tracer { get; }

    /// <summary>References and entities that wait.</summary>
    public ReferenceReader References { get; }

    /// <summary>Settles references by hand.</summary>
    public ReferenceSettler Settler { get; }

    /// <summary>Replays and how far they have come.</summary>
    public ReplayStore Replays { get; }

    /// <summary>Stores records and cursors.</summary>
    public RawWriter Writer { get; }

    /// <summary>The administrator's own link rules.</summary>
    public RuleBook Rules { get; }

    /// <summary>Documents of catalogs.</summary>
    public CatalogKeeper Catalogs { get; }

    /// <summary>Shows what a link rule would change.</summary>
    public RulePreviewer RulePreviews { get; }

    /// <summary>True once everything runs.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Why the hub does not do its work now, as one sentence; null while it does.</summary>
    public string? NotReady => IsReady ? (Log as ILogHealth)?.Trouble : "The hub is starting or stopping.";

    /// <summary>Where readers of the log wait in vain though the hub does its work, with the remedy; null while they do nowhere.</summary>
    public string? Standstill => (Log as ILogHealth)?.Standstill;

    /// <summary>Loads connectors, takes up the stored state, and starts the instances.</summary>
    /// <returns>What does not work, one sentence each; the rest of the hub runs.</returns>
    /// <exception cref="SettingsException">An instance in <c>plutora.yaml</c> is wrong; every fault is told.</exception>
    public async Task<IReadOnlyList<string>> StartAsync(CancellationToken cancellationToken)
    {
        // None of these needs another: a cluster's answers are waited for while connectors are loaded.
        var loading = Task.Run(() => Plugins.LoadAllAsync(cancellationToken), cancellationToken);
        var takingUp = Task.Run(() => TakeUpStateAsync(cancellationToken), cancellationToken);
        await Task.WhenAll(
            _topics.EnsureAsync(EntityTypes.All.Select(e => (e.Name, e.Version, e.IsOccurrence)), cancellationToken),
            _share.EnsureAsync(cancellationToken),
            loading,
            takingUp).ConfigureAwait(false);
        var faults = (await loading.ConfigureAwait(false)).Where(p => !p.Succeeded).Select(p => p.Fault!).ToList();
        var personSecret = await takingUp.ConfigureAwait(false);
        await _files.TakeAsync(Settings.Instances, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(_share.JoinAsync(Instances.ShareAsync, cancellationToken), TakeUpRulesAsync(cancellationToken)).ConfigureAwait(false);
        faults.AddRange(await Instances.StartAllAsync(cancellationToken).ConfigureAwait(false));
        await Drift.LoadAsync(cancellationToken).ConfigureAwait(false);
        await Replays.LoadAsync(cancellationToken).ConfigureAwait(false);
        var logger = _loggers.CreateLogger<HubRuntime>();
        var records = new RecordNormalizer(Log, InstanceStore, c => Plugins.Find(c)?.Descriptor, Mappings, Drift, personSecret, _follower.TakeUpAsync, Time);
        var partitions = (await Log.TopicsAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(t => t.Definition.Name, t => t.Definition.Partitions, StringComparer.Ordinal);
        var owners = partitions[OwnerTopic.Name];
        var index = new RuleIndex(Rules);
        var holds = new HoldSignals();
        var leastVersion = await LogRestorer.LeastVersionAsync(Log, cancellationToken).ConfigureAwait(false);
        var work = new BatchWork(Log, new(owners), records, new(new(Settings.Name), index, new(Log, Rules, index), Time, leastVersion), Mappings, Time, logger);
        var normalizers = Enumerable.Range(0, Math.Min(Settings.Normalize.Workers ?? Environment.ProcessorCount, owners))
            .Select(_ => new Normalizer(Log, work, Replays, id => Instances.Find(id)?.Wake(), holds, Time, logger));
        var publishing = await CdEvents.StartAsync(_stop.Token, cancellationToken).ConfigureAwait(false);
        _working = Task.WhenAll(publishing, Task.WhenAll(normalizers.Select(n => Task.Run(() => n.RunAsync(_stop.Token), CancellationToken.None))), Task.Run(() => ForgetDeliveriesAsync(logger, _stop.Token), CancellationToken.None), Task.Run(() => MeasureLagAsync(_stop.Token), CancellationToken.None), Task.Run(() => Drift.KeepOftenAsync(_stop.Token), CancellationToken.None), Task.Run(() => _seen.KeepOftenAsync(_stop.Token), CancellationToken.None));
        var fresh = new FreshRecords(Writer, Time);
        var runner = new ActionRunner(
            Instances.Find, _router, new(Log, _router, fresh, Mappings, personSecret), new(Log, Instances.Find, _router, Actions, fresh, Settings.Actions, Time), new(Log, new(owners), holds, Time), fresh, Settings.Actions, Settings.Name, Time);
        var inbox = Settings.Actions.Inbox ? new ActionInbox(Log, Keys, Desk, Settings.Actions, Settings.Name, Time, logger) : null;
        _dispatching = Task.WhenAll(
            Task.Run(() => inbox?.RunAsync(_stopActions.Token) ?? Task.CompletedTask, CancellationToken.None),
            Task.Run(
                async () =>
                {
                    using var dispatcher = new Dispatcher(Log, partitions[ActionTopics.Requested], runner, Time, logger);
                    await dispatcher.RunAsync(_stopActions.Token).ConfigureAwait(false);
                },
                CancellationToken.None));
        Observe();
        _follower.Start();
        IsReady = true;
        return faults;
    }

    private async Task<byte[]> TakeUpStateAsync(CancellationToken cancellationToken)
    {
        await Keys.LoadAsync(cancellationToken).ConfigureAwait(false);
        await EnsureAdministratorAsync(cancellationToken).ConfigureAwait(false);
        await InstanceStore.LoadAsync(cancellationToken).ConfigureAwait(false);
        await _seen.LoadAsync(cancellationToken).ConfigureAwait(false);
        var personSecret = await PersonSecretAsync(cancellationToken).ConfigureAwait(false);
        Previews.PersonSecret = personSecret;
        Trials.PersonSecret = personSecret;
        await _privacy.LoadAsync(personSecret, cancellationToken).ConfigureAwait(false);
        return personSecret;
    }

    private async Task TakeUpRulesAsync(CancellationToken cancellationToken)
    {
        await Rules.LoadAsync(cancellationToken).ConfigureAwait(false);
        await FileRules.TakeAsync(Rules, Settings.Rules, Home.SettingsFile, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops instances and normalizer, waits for what is under way, closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        IsReady = false;

        // First, while instances are open: answers that are on their way are kept.
        await _stopActions.CancelAsync().ConfigureAwait(false);
        await _dispatching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _follower.DisposeAsync().ConfigureAwait(false);
        await _share.DisposeAsync().ConfigureAwait(false);
        await LeaveAsync().ConfigureAwait(false);
        await Previews.DisposeAsync().ConfigureAwait(false);
        await DeadLetterReplays.DisposeAsync().ConfigureAwait(false);
        await Instances.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Drift.KeepAsync(CancellationToken.None).ConfigureAwait(false);
        await _seen.KeepAsync(CancellationToken.None).ConfigureAwait(false);
        CdEvents.Dispose();
        Receiver.Dispose();
        Publisher.Dispose();
        People.Dispose();
        Mappings.Dispose();
        Replays.Dispose();
        Rules.Dispose();
        Catalogs.Dispose();
        Search.Dispose();
        DeadLetterIndex.Dispose();
        AuditHistory.Dispose();
        await Plugins.DisposeAsync().ConfigureAwait(false);
        await Log.DisposeAsync().ConfigureAwait(false);
        _journal.Dispose();
        Flow.Dispose();
        _meter.Dispose();
        _stopActions.Dispose();
        _stop.Dispose();
    }
}
