using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Mappings.Drift;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Plugins.Packages;
using Plutora.Integration.Hub.Runtime.Records.Privacy;
using Plutora.Integration.Hub.Runtime.Replays;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Sharing;

namespace Plutora.Integration.Hub.Runtime.Hubs;

/// <summary>What several hubs on one log have in common.</summary>
public sealed partial class HubRuntime
{
    // The first secret that each start reads: a home folder with another master key is found here, before anything is written under it.
    private async Task<byte[]> PersonSecretAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Secrets.GetOrCreateKeyAsync("hub.person-key", cancellationToken).ConfigureAwait(false);
        }
        catch (CryptographicException)
        {
            throw new SettingsException([$"The master key '{Home.MasterKeyFile}' is not the one under which the secrets of this log were stored. Put the file of the hub that made the log in its place: hubs that share a log share the key."]);
        }
    }

    private async Task EnsureAdministratorAsync(CancellationToken cancellationToken)
    {
        if (!Keys.Keys.Any(k => k.Role == Role.Administrator) && await Keys.CreateFirstAsync("administrator", cancellationToken).ConfigureAwait(false) is { } key)
        {
            OwnerFile.Write(Home.AdministratorKeyFile, System.Text.Encoding.ASCII.GetBytes(key));
        }
    }

    // In this order: what a part needs of another is there before it.
    private IReadOnlyList<FollowedPart> Followed() =>
    [
        new([KeyRing.Store], Keys.LoadAsync),
        new([RecordPrivacy.Store], _privacy.FollowAsync),
        new([PackageStore.ListStore], FollowPackagesAsync),
        new([InstanceStore.Store, PackageStore.ListStore], Instances.FollowAsync),
        new([MappingRegistry.Store], Mappings.FollowAsync),
        new([ReplayStore.JobStore, MappingRegistry.Store], ct => Replays.FollowAsync((instance, stream) => Mappings.Find(instance, stream)?.Number, ct)),
        new([RuleBook.GenerationStore], ct => Rules.RefreshAsync(int.MaxValue, ct).AsTask()),
        new([DriftWatch.AcceptedStore], Drift.FollowAsync),
        new([HandedReads.Store], Instances.TakeReadsAsync),
        new([TieStore.Store], Instances.WakeAsync),
    ];

    private async Task FollowPackagesAsync(CancellationToken cancellationToken)
    {
        foreach (var connector in await Plugins.ChangedElsewhereAsync(cancellationToken).ConfigureAwait(false))
        {
            var result = await Instances.WithoutInstancesAsync(connector, () => Plugins.FollowAsync(connector, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (result.Fault is { } fault)
            {
                _loggers.CreateLogger<HubRuntime>().ConnectorNotFollowed(fault);
            }
        }
    }

    // Who goes in order makes room at once for one that carries other instances; who is killed is known to be gone by the group.
    private async Task LeaveAsync()
    {
        try
        {
            await _files.LeaveAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (LogException)
        {
            // The log is away; it tells so itself.
        }
    }
}
