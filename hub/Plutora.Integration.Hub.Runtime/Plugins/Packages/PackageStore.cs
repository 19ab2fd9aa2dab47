using System.Globalization;
using System.IO.Compression;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Plugins.Packages;

/// <summary>
/// The installed connectors in the log's keyed state, by content hash (rule 32 of state): the folder that they run from is a cache of it, so that a hub with an empty home folder has them too.
/// </summary>
/// <param name="log">The event log.</param>
/// <param name="time">The clock.</param>
public sealed class PackageStore(IEventLog log, TimeProvider time)
{
    private const string Producer = "hub.packages";
    internal const string ListStore = "packages";
    private const string PartStore = "packages.parts";
    private const int PartBytes = 1 << 20;
    private const int PartsAtOnce = 8;

    /// <summary>What is installed, in the order of ids.</summary>
    public async Task<IReadOnlyList<KeptPackage>> ListAsync(CancellationToken cancellationToken)
    {
        var kept = new List<KeptPackage>();
        await foreach (var entry in log.ScanStateAsync(ListStore, ct: cancellationToken).ConfigureAwait(false))
        {
            kept.Add(StateJson.Read(entry.Value, RuntimeJson.Default.KeptPackage, $"Package of connector '{entry.Key}'"));
        }

        return kept;
    }

    /// <summary>Keeps the content of a folder as the package of a connector, in the place of the one before. When this returns it is durable.</summary>
    /// <param name="connector">Id of the connector.</param>
    /// <param name="version">Its version.</param>
    /// <param name="sha256">Content hash of the folder.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Gives up; the package of before stays.</param>
    /// <exception cref="LogException">The log cannot take it.</exception>
    public async Task KeepAsync(string connector, string version, string sha256, string folder, CancellationToken cancellationToken)
    {
        var before = await ListAsync(cancellationToken).ConfigureAwait(false);
        var parts = before.FirstOrDefault(p => p.Sha256 == sha256)?.Parts ?? await StorePartsAsync(sha256, folder, cancellationToken).ConfigureAwait(false);
        var kept = new KeptPackage(connector, version, sha256, parts, time.GetUtcNow());
        await PutAsync([.. before.Where(p => p.Connector != connector), kept], before, connector, kept, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the package of a connector; nothing happens when there is none.</summary>
    /// <exception cref="LogException">The log cannot take it.</exception>
    public async Task ForgetAsync(string connector, CancellationToken cancellationToken)
    {
        var before = await ListAsync(cancellationToken).ConfigureAwait(false);
        if (before.Any(p => p.Connector == connector))
        {
            await PutAsync([.. before.Where(p => p.Connector != connector)], before, connector, null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the content of a package into an empty folder.</summary>
    /// <exception cref="PluginFaultException">Parts of it are missing or damaged.</exception>
    internal async Task RestoreAsync(KeptPackage package, string folder, CancellationToken cancellationToken)
    {
        var file = folder + ".zip";
        try
        {
            await using (var archive = new FileStream(file, FileMode.Create, FileAccess.Write))
            {
                for (var part = 0; part < package.Parts; part++)
                {
                    var bytes = await log.GetStateAsync(PartStore, Key(package.Sha256, part), cancellationToken).ConfigureAwait(false)
                        ?? throw Damaged(package, $"part {part + 1} of {package.Parts} is not in the log", null);
                    await archive.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                }
            }

            await ZipFile.ExtractToDirectoryAsync(file, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException fault)
        {
            throw Damaged(package, fault.Message.TrimEnd('.'), fault);
        }
        finally
        {
            File.Delete(file);
        }
    }

    internal static PluginFaultException Damaged(KeptPackage package, string reason, Exception? inner) =>
        new(PluginFaultKind.FilesUnusable, $"The package of connector '{package.Connector}' {package.Version} in the log is damaged ({reason}): install it again.", inner);

    private async Task<int> StorePartsAsync(string sha256, string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetTempPath(), $"plutora-package-{Guid.NewGuid():N}.zip");
        try
        {
            await ZipFile.CreateFromDirectoryAsync(folder, file, cancellationToken).ConfigureAwait(false);
            await using var archive = File.OpenRead(file);
            var parts = 0;
            for (var more = true; more;)
            {
                await using var transaction = await log.BeginAsync(Producer, cancellationToken).ConfigureAwait(false);
                for (var count = 0; count < PartsAtOnce && more; count++)
                {
                    var bytes = new byte[Math.Min(PartBytes, archive.Length - archive.Position)];
                    await archive.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
                    transaction.PutState(PartStore, Key(sha256, parts++), bytes);
                    more = archive.Position < archive.Length;
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            return parts;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task PutAsync(IReadOnlyList<KeptPackage> after, IReadOnlyList<KeptPackage> before, string connector, KeptPackage? kept, CancellationToken cancellationToken)
    {
        await using var transaction = await log.BeginAsync(Producer, cancellationToken).ConfigureAwait(false);
        transaction.PutState(ListStore, connector, kept is null ? null : StateJson.Write(kept, RuntimeJson.Default.KeptPackage));
        foreach (var unused in before.Where(b => after.All(a => a.Sha256 != b.Sha256)))
        {
            for (var part = 0; part < unused.Parts; part++)
            {
                transaction.PutState(PartStore, Key(unused.Sha256, part), null);
            }
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Key(string sha256, int part) => string.Create(CultureInfo.InvariantCulture, $"{sha256}/{part:D6}");
}

/// <summary>An installed connector as the log keeps it.</summary>
/// <param name="Connector">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Content hash of its folder.</param>
/// <param name="Parts">How many parts its archive has.</param>
/// <param name="At">When it was installed.</param>
public sealed record KeptPackage(string Connector, string Version, string Sha256, int Parts, DateTimeOffset At);
