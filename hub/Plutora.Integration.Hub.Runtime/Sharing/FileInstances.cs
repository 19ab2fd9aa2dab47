using System.Security.Cryptography;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Sharing;

/// <summary>
/// The instances that stand in <c>plutora.yaml</c> (rule 32 of state): written to the state at start; one taken out of the file is paused and listed until removed.
/// Hubs on one log carry the same ones: the second that differs refuses to start.
/// </summary>
internal sealed class FileInstances(IEventLog log, InstanceStore store, PluginHost plugins, string file, TimeProvider time)
{
    /// <summary>What each hub carries, by its name.</summary>
    public const string Store = "hub.files";

    // A hub that has said what it carries is not in the group yet; so long it may take.
    private static readonly TimeSpan Starting = TimeSpan.FromSeconds(30);

    /// <summary>Takes them up.</summary>
    /// <exception cref="SettingsException">One is wrong, or another hub carries others; every fault is told.</exception>
    public async Task TakeAsync(IReadOnlyList<InstanceSettings> settings, CancellationToken cancellationToken)
    {
        var written = settings.Select(i => i.ToDefinition(fromFile: true)).ToList();
        var faults = written.SelectMany(d => InstanceValidator.Validate(d, plugins).Select(f => $"{file}: instance '{d.Id}': {f}")).ToList();
        faults.AddRange(written.GroupBy(d => d.Id).Where(g => g.Count() > 1).Select(g => $"{file}: instance '{g.Key}' stands there {g.Count()} times."));
        faults.AddRange(written.Where(d => store.Find(d.Id) is { FromFile: false })
            .Select(d => $"{file}: instance '{d.Id}' was added over the API already. Remove it there, or choose another id in the file."));
        if (faults.Count == 0 && log is ISharedLog shared)
        {
            faults.AddRange(await AgreeAsync(shared, written, cancellationToken).ConfigureAwait(false));
        }

        if (faults.Count > 0)
        {
            throw new SettingsException(faults);
        }

        foreach (var definition in written)
        {
            var known = store.Find(definition.Id);
            await store.PutAsync(definition with { AddedAt = known?.AddedAt ?? time.GetUtcNow(), Resets = known?.Resets ?? 0, OptionsVersion = plugins.Find(definition.Connector)!.Descriptor.Options.Version }, cancellationToken).ConfigureAwait(false);
        }

        foreach (var gone in store.All.Where(i => i.FromFile && written.TrueForAll(d => d.Id != i.Id)))
        {
            await store.PutAsync(gone with { Paused = true, FromFile = false }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Says that this hub carries nothing any more.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (log is ISharedLog shared)
        {
            await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
            transaction.PutState(Store, shared.Member, null);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Hash(InstanceDefinition definition) => Convert.ToHexStringLower(SHA256.HashData(StateJson.Write(definition, RuntimeJson.Default.InstanceDefinition)));

    // Of two that start at once the second in the log's order sees the first: taking the producer over shows what it wrote.
    private async Task<IReadOnlyList<string>> AgreeAsync(ISharedLog shared, List<InstanceDefinition> written, CancellationToken cancellationToken)
    {
        var own = new CarriedInstances(time.GetUtcNow(), written.ToDictionary(d => d.Id, Hash));
        while (true)
        {
            await using var transaction = await log.BeginAsync(Store, cancellationToken).ConfigureAwait(false);
            var faults = await DifferencesAsync(shared, own, cancellationToken).ConfigureAwait(false);
            if (faults.Count > 0)
            {
                return faults;
            }

            transaction.PutState(Store, shared.Member, StateJson.Write(own, RuntimeJson.Default.CarriedInstances));
            try
            {
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return [];
            }
            catch (LogException fenced) when (fenced.Error == LogError.Fenced)
            {
                // Another starts: look again at what it carries.
            }
        }
    }

    private async Task<List<string>> DifferencesAsync(ISharedLog shared, CarriedInstances own, CancellationToken cancellationToken)
    {
        var alive = await shared.MembersAsync(InstanceShare.Group, cancellationToken).ConfigureAwait(false) ?? [];
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var entry in log.ScanStateAsync(Store, ct: cancellationToken).ConfigureAwait(false))
        {
            var other = StateJson.Read(entry.Value, RuntimeJson.Default.CarriedInstances, $"What hub '{entry.Key}' carries");
            if (entry.Key == shared.Member || (!alive.Contains(entry.Key) && time.GetUtcNow() - other.At > Starting))
            {
                continue;
            }

            foreach (var id in own.Instances.Keys.Union(other.Instances.Keys).Where(id => own.Instances.GetValueOrDefault(id) != other.Instances.GetValueOrDefault(id)))
            {
                var how = !own.Instances.ContainsKey(id) ? "is missing here" : !other.Instances.ContainsKey(id) ? "is missing there" : "differs there";
                faults.Add($"{file}: instance '{id}' {how}: another hub on this log ({entry.Key}) carries other instances in its file. Give all hubs of a log the same ones; to change them, stop all hubs first.");
            }
        }

        return [.. faults];
    }
}

/// <summary>The instances in a hub's file.</summary>
/// <param name="At">When the hub started.</param>
/// <param name="Instances">Hash of each, by id.</param>
internal sealed record CarriedInstances(DateTimeOffset At, IReadOnlyDictionary<string, string> Instances);
