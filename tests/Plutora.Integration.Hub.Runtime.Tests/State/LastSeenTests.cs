using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Telemetry;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>When a key was last used and an instance last had a delivery, on a log that hubs leave and share.</summary>
public sealed class LastSeenTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Start);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plutora-seen-");
    private EmbeddedEventLog _log = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _log = EmbeddedEventLog.Open(new(Path.Combine(_folder.FullName, "log.db")));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_last_seen_outlives_the_hub_and_of_several_hubs_the_latest_counts()
    {
        using var first = await HubAsync();
        var presented = await first.Keys.CreateAsync("dashboard", Role.Viewer, KeyScope.All, Ct);
        await first.Instances.PutAsync(new() { Id = "seen-hook", Connector = "github" }, Ct);
        Assert.NotNull(first.Keys.Find(presented));
        first.Flow.Remember("seen-hook", new(Start, "Stored"));
        await first.Seen.KeepAsync(Ct);

        // Another hub, or the same after a restart.
        using var second = await HubAsync();
        Assert.Equal((Start, new LastDelivery(Start, "Stored")), second.Of("dashboard", "seen-hook"));
        _time.Advance(TimeSpan.FromMinutes(5));
        second.Keys.Find(presented);
        second.Flow.Remember("seen-hook", new(_time.GetUtcNow(), "Refused"));
        await second.Seen.KeepAsync(Ct);

        // The first has seen nothing since, takes up what the second saw, and does not put its own in its place.
        await first.Seen.KeepAsync(Ct);
        var expected = (_time.GetUtcNow(), new LastDelivery(_time.GetUtcNow(), "Refused"));
        Assert.Equal(expected, first.Of("dashboard", "seen-hook"));
        using var third = await HubAsync();
        Assert.Equal(expected, third.Of("dashboard", "seen-hook"));
    }

    [Fact]
    public async Task What_nobody_has_any_more_is_forgotten_and_nothing_is_written_where_nothing_changed()
    {
        using var hub = await HubAsync();
        hub.Keys.Find(await hub.Keys.CreateAsync("leaver", Role.Viewer, KeyScope.All, Ct));
        await hub.Seen.KeepAsync(Ct);
        var kept = await EntriesAsync();
        Assert.Single(kept);
        await hub.Seen.KeepAsync(Ct);
        Assert.Equal(kept, await EntriesAsync());

        await hub.Keys.RevokeAsync("leaver", Ct);
        await hub.Seen.KeepAsync(Ct);
        Assert.Empty(await EntriesAsync());
    }

    private async Task<IReadOnlyList<string>> EntriesAsync() => await _log.ScanStateAsync("hub.seen", ct: Ct).Select(e => e.Key).ToListAsync(Ct);

    private async Task<OneHub> HubAsync()
    {
        var hub = new OneHub(_log, MasterKey.LoadOrCreate(Path.Combine(_folder.FullName, "master.key")), _time);
        await hub.Keys.LoadAsync(Ct);
        await hub.Instances.LoadAsync(Ct);
        await hub.Seen.LoadAsync(Ct);
        return hub;
    }

    private sealed class OneHub : IDisposable
    {
        public OneHub(IEventLog log, MasterKey master, TimeProvider time)
        {
            (Keys, Flow, Instances) = (new(log, master, time), new(time), new(log));
            Seen = new(log, Keys, Flow, Instances, time);
        }

        public KeyRing Keys { get; }

        public FlowMeter Flow { get; }

        public InstanceStore Instances { get; }

        public LastSeen Seen { get; }

        public (DateTimeOffset? Used, LastDelivery? Delivered) Of(string key, string instance) => (Keys.LastUsed(Keys.Keys.Single(k => k.Name == key)), Flow.DeliveryTo(instance));

        public void Dispose() => Flow.Dispose();
    }
}
