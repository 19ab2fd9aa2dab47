using System.Globalization;
using System.Security.Cryptography;
using Plutora.Integration.Hub.Runtime.Callers;

namespace Plutora.Integration.Hub.Runtime.Plugins.Installing;

/// <summary>A connector's package that somebody sent from elsewhere: a file of the hub's own, until it is installed or given up. Dispose it then.</summary>
public sealed class PackageUpload : IDisposable
{
    /// <summary>Bytes that a package may have as it is sent. 64 MB.</summary>
    public const long MostBytes = 64L << 20;

    private static readonly string[] Endings = [".nupkg", ".zip"];
    private readonly DirectoryInfo _folder;

    private PackageUpload(DirectoryInfo folder, string name, long bytes, string sha256) =>
        (_folder, File, Name, Bytes, Sha256) = (folder, Path.Combine(folder.FullName, name), name, bytes, sha256);

    /// <summary>Where it lies: what <see cref="ConnectorDesk"/> takes as its source.</summary>
    public string File { get; }

    /// <summary>Its name, as it was sent.</summary>
    public string Name { get; }

    /// <summary>Its length in bytes.</summary>
    public long Bytes { get; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal, as <c>sha256sum</c> tells it: to be compared with what its publisher says.</summary>
    public string Sha256 { get; }

    /// <summary>Takes a package in.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="content">Its bytes; read to the end, but no further than <see cref="MostBytes"/>.</param>
    /// <param name="progress">Told how many bytes have come.</param>
    /// <param name="cancellationToken">Gives up; nothing is left then.</param>
    /// <returns>The package, or why it is not taken.</returns>
    public static async Task<(PackageUpload? Upload, Refusal? Refusal)> ReceiveAsync(string name, Stream content, Action<long> progress, CancellationToken cancellationToken)
    {
        name = Path.GetFileName(name.Replace('\\', '/'));
        if (!Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) || name.Length is < 5 or > 200 || name.Any(char.IsControl))
        {
            return (null, new(RefusalReason.Invalid, $"'{name}' is no package. Choose a .nupkg or .zip, as 'plutora connector pack' or 'dotnet pack' writes it."));
        }

        var folder = Directory.CreateTempSubdirectory("plutora-package-");
        try
        {
            var (bytes, sha256) = await StoreAsync(Path.Combine(folder.FullName, name), content, progress, cancellationToken).ConfigureAwait(false);
            if (bytes is > 0 and <= MostBytes)
            {
                return (new(folder, name, bytes, sha256), null);
            }

            folder.Delete(recursive: true);
            return (null, new(RefusalReason.Invalid, bytes == 0 ? $"'{name}' is empty." : string.Create(CultureInfo.InvariantCulture, $"'{name}' is larger than {MostBytes >> 20} MB, which is the most that is taken. Put it on the hub's machine and name its path.")));
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Deletes it.</summary>
    public void Dispose()
    {
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
            _folder.Refresh();
        }
    }

    private static async Task<(long Bytes, string Sha256)> StoreAsync(string path, Stream content, Action<long> progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await using var _ = file.ConfigureAwait(false);
        var buffer = new byte[81920];
        var bytes = 0L;
        for (int read; bytes <= MostBytes && (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            bytes += read;
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            progress(bytes);
        }

        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
