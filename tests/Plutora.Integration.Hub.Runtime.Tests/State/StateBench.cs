using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Receive;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Mapping;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>A whole hub on a log of its own, with one instance <c>a</c> of a scripted connector whose mappings the test writes.</summary>
internal sealed class StateBench : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plutora-state-");
    private readonly IReadOnlyList<string> _instances;
    private HubRuntime _hub = null!;
    private EmbeddedEventLog _log = null!;
    private bool _stopped;

    private StateBench(ScriptedConnector connector, IReadOnlyList<string> instances) => (Connector, _instances) = (connector, instances);

    public FakeTimeProvider Time { get; private set; } = new(Start);

    public ScriptedConnector Connector { get; }

    public HubRuntime Hub => _hub;

    public HubSettings Settings { get; private init; } = new();

    /// <summary>The log as the hub sees it, which can be made to die.</summary>
    public MortalLog Log { get; private set; } = null!;

    /// <summary>How often the hub died.</summary>
    public int Deaths { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Starts a hub.</summary>
    /// <param name="streams">The connector's streams, in its order.</param>
    /// <param name="mappings">Mapping documents by stream.</param>
    /// <param name="instances">Ids of instances.</param>
    public static Task<StateBench> StartAsync(IReadOnlyList<StreamDescriptor> streams, IReadOnlyDictionary<string, string> mappings, params string[] instances) =>
        StartAsync(new ScriptedConnector(streams), mappings, instances);

    /// <summary>Starts a hub with settings of its own.</summary>
    public static Task<StateBench> StartAsync(HubSettings settings, IReadOnlyList<StreamDescriptor> streams, IReadOnlyDictionary<string, string> mappings, params string[] instances) =>
        StartAsync(new ScriptedConnector(streams), settings, mappings, instances);

    /// <summary>Starts a hub with a connector of the test's.</summary>
    public static Task<StateBench> StartAsync(ScriptedConnector connector, IReadOnlyDictionary<string, string> mappings, params string[] instances) => StartAsync(connector, new(), mappings, instances);

    /// <summary>Starts a hub with a connector of the test's and settings of its own.</summary>
    public static async Task<StateBench> StartAsync(ScriptedConnector connector, HubSettings settings, IReadOnlyDictionary<string, string> mappings, params string[] instances)
    {
        var bench = new StateBench(connector, instances is [] ? ["a"] : instances) { Settings = settings };
        foreach (var (stream, text) in mappings) await bench.WriteMappingAsync(stream, text);
        await bench.OpenAsync();
        return bench;
    }

    public async Task WriteMappingAsync(string stream, string text)
    {
        Assert.Empty(MappingCompiler.Compile(text, stream + ".yaml").Faults);
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, "mappings"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, stream + ".yaml"), text, Ct);
    }

    /// <summary>Ends the hub in order and starts it again.</summary>
    /// <param name="whileStopped">Done while no hub runs.</param>
    public Task RestartAsync(Action? whileStopped = null) => RestartAsync(
        () =>
        {
            whileStopped?.Invoke();
            return Task.CompletedTask;
        },
        Time);

    /// <summary>Ends the hub in order and starts it again under another clock.</summary>
    public async Task RestartAsync(Func<Task> whileStopped, FakeTimeProvider time)
    {
        await _hub.DisposeAsync();
        await _log.DisposeAsync();
        _stopped = true;
        await whileStopped();
        Time = time;
        _stopped = false;
        await OpenAsync();
    }

    /// <summary>Does something again until it was done to its end: where the hub died meanwhile, another takes its place.</summary>
    public async Task SurviveAsync(Func<Task> act)
    {
        while (true)
        {
            try
            {
                if (!Log.IsDead)
                {
                    await act();
                    if (!Log.IsDead) return;
                }
            }
            catch (LogException) when (Log.IsDead)
            {
                // Killed: what was asked is asked again, as a tool does that got no answer.
            }

            Deaths++;
            await _hub.DisposeAsync();
            await StartAsync();
        }
    }

    /// <summary>Hands records to the hub as one delivery, at the bench's time.</summary>
    public Task TellAsync(params SourceRecord[] records) => TellAsync("a", records);

    public async Task TellAsync(string instance, params SourceRecord[] records)
    {
        await StoreAsync(instance, records);
        await SettledAsync();
    }

    /// <summary>Hands records over and leaves the hub to its work.</summary>
    public async Task StoreAsync(string instance, params SourceRecord[] records)
    {
        var outcome = await _hub.Receiver.UploadAsync(instance, "told", ScriptedConnector.Upload(records), new Dictionary<string, string>(), null, Ct);
        Assert.Equal(ReceiveStatus.Stored, outcome.Status);
        Time.Advance(TimeSpan.FromMilliseconds(1));
    }

    /// <summary>Lets the hub read a page of the tool's, as a poll does.</summary>
    public async Task ReadAsync(string stream, params SourceRecord[] records)
    {
        var stored = new TaskCompletionSource();
        Connector.Read = request => request.Stream == stream && !stored.Task.IsCompleted ? Pages() : [];
        _hub.Instances.Find("a")!.Request(stream);
        await stored.Task.WaitAsync(Ct);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        IEnumerable<RecordPage> Pages()
        {
            yield return new(records, new(1, "1")) { SentAt = Time.GetUtcNow() };
            stored.TrySetResult();
        }
    }

    /// <summary>Asks an owner, as another owner does.</summary>
    public async Task AskAsync(OwnerMessage message)
    {
        var topic = new OwnerTopic((await _hub.Log.TopicsAsync(Ct)).First(t => t.Definition.Name == OwnerTopic.Name).Definition.Partitions);
        await using (var transaction = await _hub.Log.BeginAsync("test", Ct))
        {
            foreach (var entry in topic.Entries(topic.PartitionOf(message), [message])) transaction.Append(entry);
            await transaction.CommitAsync(Ct);
        }

        await SettledAsync();
    }

    /// <summary>Waits until no record waits to be fetched again, and all is normalized.</summary>
    public async Task UntiedAsync()
    {
        // An answer that something overtook is asked for again; two ends alike, and no tie between them, and nothing is on its way.
        for (long end = -1; ;)
        {
            var before = end;
            end = await SettledAsync();
            if (end == before) return;
            if (await TiedAsync()) end = -1;
            else await WrittenAsync();
        }
    }

    /// <summary>Waits until what was committed is to be read: state is seen a moment before the ends of topics are, and behind a commit of one's own both are.</summary>
    public async Task WrittenAsync()
    {
        await using var transaction = await _log.BeginAsync("test.written", Ct);
        transaction.PutState("test.written", "now", [1]);
        await transaction.CommitAsync(Ct);
    }

    private async Task<bool> TiedAsync()
    {
        await foreach (var _ in _hub.Log.ScanStateAsync("ties", ct: Ct)) return true;
        return false;
    }

    public async Task RemoveContainerAsync(string container)
    {
        await _hub.Receiver.UploadAsync("a", "told", ScriptedConnector.Upload([], container), new Dictionary<string, string>(), null, Ct);
        await SettledAsync();
    }

    /// <summary>Waits until everything that was stored has been normalized.</summary>
    /// <returns>How much has been stored by then, in all.</returns>
    public async Task<long> SettledAsync()
    {
        // Partitions are looked at one after the other, and work moves between them: two looks without lag, and nothing appended between them.
        for (long before = -1; ;)
        {
            Ct.ThrowIfCancellationRequested();
            var lags = await _hub.Log.LagAsync("normalizer", Ct);
            var end = lags.All(l => l.Lag == 0) ? lags.Sum(l => l.EndOffset) : -1;
            if (end >= 0 && end == before) return end;
            before = end;
            await Task.Yield();
        }
    }

    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>All events of an entity's kind, in order.</summary>
    public async Task<IReadOnlyList<NormalizedEvent>> EventsAsync(string entity)
    {
        var events = new List<NormalizedEvent>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await _hub.Log.ReadAsync(new(TopicFilter.Exact($"cdm.{entity}.v1"), from), Ct);
            if (page.Records.Count == 0) return events;
            events.AddRange(page.Records.Select(r => BinaryEvent.Read(r.Headers, r.Value!.Value)));
            from = LogStart.After(page.Next);
        }
    }

    /// <summary>The entity as it stands, or null when there is none or it is deleted.</summary>
    public async Task<JsonElement?> FindAsync(string id) => (await _hub.Entities.FindAsync(id, Ct)).Entity is { Deleted: false } found ? found.Entity : null;

    public async Task<string?> FieldAsync(string id, string field) => await FindAsync(id) is { } entity && entity.TryGetProperty(field, out var value) ? value.ToString() : null;

    /// <summary>Whether a text stands in any file of the home folder (while a hub runs, but for those that it has locked), as it is or in base64 at any place.</summary>
    public bool Holds(string text)
    {
        var plain = System.Text.Encoding.UTF8.GetBytes(text);
        var wanted = Enumerable.Range(0, 3).Select(shift => System.Text.Encoding.ASCII.GetBytes(Base64(plain, shift))).Append(plain).ToList();
        return Directory.EnumerateFiles(_hub.Home.Folder, "*", SearchOption.AllDirectories).Where(f => _stopped || !(f.EndsWith(".lock", StringComparison.Ordinal) || f.EndsWith("calls.journal", StringComparison.Ordinal))).Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return wanted.Exists(each => bytes.AsSpan().IndexOf(each) >= 0);
        });
    }

    // What base64 makes of the text behind so many bytes, without the digits that its neighbours share.
    private static string Base64(byte[] text, int shift)
    {
        var whole = Convert.ToBase64String([.. new byte[shift], .. text]).TrimEnd('=');
        return whole[(shift == 0 ? 0 : shift + 1)..^1];
    }

    /// <summary>Sets the hub's clock back, while no hub runs.</summary>
    public void TurnBack(TimeSpan by) => Time = new(Time.GetUtcNow() - by);

    /// <summary>Lets time pass until something that waits for it has ended.</summary>
    public async Task PassUntilAsync(Task ended)
    {
        while (!ended.IsCompleted)
        {
            Ct.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await ended;
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _log.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task OpenAsync()
    {
        var home = new HubHome(Path.Combine(_folder.FullName, "home"));
        Directory.CreateDirectory(home.Folder);
        _log = EmbeddedEventLog.Open(new(home.LogFile) { Time = Time });
        await StartAsync();
    }

    private async Task StartAsync()
    {
        var home = new HubHome(Path.Combine(_folder.FullName, "home"));
        Log = new(_log);
        _hub = new(home, Settings, Log, [], Time, NullLoggerFactory.Instance, [new BuiltInConnector(Connector, _folder.FullName)]);
        Assert.Empty(await _hub.StartAsync(Ct));
        foreach (var instance in _instances.Where(i => _hub.InstanceStore.Find(i) is null))
            Assert.Empty(await _hub.Instances.PutAsync(new() { Id = instance, Connector = ((IConnector)Connector).Descriptor.Id }, Ct));
        foreach (var instance in _instances)
        {
            await UntilAsync(() =>
            {
                // One that did not open is opened again after a while.
                if (_hub.Instances.Find(instance)?.State.Reason is not null) Time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(_hub.Instances.Find(instance)?.Connector is not null);
            });
        }
    }
}
