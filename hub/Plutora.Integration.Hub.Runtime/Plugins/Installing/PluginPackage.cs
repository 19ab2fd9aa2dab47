using System.Globalization;
using System.IO.Compression;

namespace Plutora.Integration.Hub.Runtime.Plugins.Installing;

/// <summary>Unpacks a <c>.nupkg</c> (or a folder) into a plugin's folder: never outside of it, never more than its limits.</summary>
internal sealed class PluginPackage(PluginPackageLimits limits)
{
    private const UnixFileMode FileTypeMask = (UnixFileMode)0xF000;
    private const UnixFileMode SymbolicLink = (UnixFileMode)0xA000;

    public async Task UnpackAsync(string source, string target, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(target);
        if (Directory.Exists(source))
        {
            await CopyFolderAsync(source, target, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!File.Exists(source))
        {
            throw Invalid(source, "there is no such file or folder");
        }

        try
        {
            using var archive = await ZipFile.OpenReadAsync(source, cancellationToken).ConfigureAwait(false);
            await UnpackAsync(archive, source, target, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException fault)
        {
            throw Invalid(source, $"it is not a readable package ({fault.Message.TrimEnd('.')})", fault);
        }
    }

    private async Task UnpackAsync(ZipArchive archive, string source, string target, CancellationToken cancellationToken)
    {
        var library = Library(archive, source);
        var budget = new Budget(limits, source);
        foreach (var entry in archive.Entries.Where(e => !e.FullName.EndsWith('/')))
        {
            if (Place(entry.FullName, library) is not { } relative)
            {
                continue;
            }

            if (((UnixFileMode)(entry.ExternalAttributes >> 16) & FileTypeMask) == SymbolicLink)
            {
                throw Invalid(source, $"its entry '{entry.FullName}' is a symbolic link");
            }

            var path = Inside(target, relative) ?? throw Invalid(source, $"its entry '{entry.FullName}' would be written outside the plugin's folder");
            var content = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = content.ConfigureAwait(false);
            await budget.CopyAsync(content, path, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CopyFolderAsync(string source, string target, CancellationToken cancellationToken)
    {
        var budget = new Budget(limits, source);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var content = File.OpenRead(file);
            await using var _ = content.ConfigureAwait(false);
            await budget.CopyAsync(content, Path.Combine(target, Path.GetRelativePath(source, file)), cancellationToken).ConfigureAwait(false);
        }
    }

    // The newest lib/netX.Y that this runtime serves; a package without lib/ has its assemblies at the root.
    private static string Library(ZipArchive archive, string source)
    {
        var frameworks = archive.Entries
            .Select(e => e.FullName.Split('/'))
            .Where(parts => parts is ["lib", _, _, ..])
            .Select(parts => parts[1])
            .Distinct()
            .ToArray();
        var best = frameworks
            .Select(name => (name, Version: FrameworkVersion(name)))
            .Where(f => f.Version is not null && f.Version <= Environment.Version)
            .OrderByDescending(f => f.Version)
            .Select(f => f.name)
            .FirstOrDefault();
        return frameworks.Length == 0 ? ""
            : best is not null ? $"lib/{best}/"
            : throw Invalid(source, $"it is built for {string.Join(", ", frameworks)}, and this hub runs .NET {Environment.Version.ToString(2)}");
    }

    private static Version? FrameworkVersion(string name) =>
        name.StartsWith("net", StringComparison.Ordinal) && Version.TryParse(name.AsSpan(3), out var version) && version.Major >= 5 ? version : null;

    // What is the package format's own (relations, nuspec, content types, build files) is no part of the plugin.
    private static string? Place(string entry, string library)
    {
        if (library.Length > 0 && entry.StartsWith(library, StringComparison.Ordinal))
        {
            return entry[library.Length..];
        }

        var top = entry.Split('/', '\\')[0];
        return top switch
        {
            "lib" or "_rels" or "package" or "build" or "buildTransitive" or "ref" or "content" or "contentFiles" or "[Content_Types].xml" => null,
            _ when entry.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) || top == ".signature.p7s" => null,
            _ => entry,
        };
    }

    private static string? Inside(string target, string relative)
    {
        var root = Path.GetFullPath(target) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, relative.Replace('\\', '/')));
        return path.StartsWith(root, StringComparison.Ordinal) && !relative.Contains('\0', StringComparison.Ordinal) ? path : null;
    }

    private static PluginFaultException Invalid(string source, string reason, Exception? inner = null) =>
        new(PluginFaultKind.InvalidPackage, $"Package '{Path.GetFileName(source)}' cannot be installed: {reason}.", inner);

    private sealed class Budget(PluginPackageLimits limits, string source)
    {
        private readonly byte[] _buffer = new byte[81920];
        private long _bytes;
        private int _files;

        public async Task CopyAsync(Stream content, string path, CancellationToken cancellationToken)
        {
            if (++_files > limits.Files)
            {
                throw Invalid(source, string.Create(CultureInfo.InvariantCulture, $"it holds more than {limits.Files} files"));
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await using var _ = file.ConfigureAwait(false);
            for (int read; (read = await content.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                if ((_bytes += read) > limits.TotalBytes)
                {
                    throw Invalid(source, string.Create(CultureInfo.InvariantCulture, $"it unpacks to more than {limits.TotalBytes} bytes"));
                }

                await file.WriteAsync(_buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
