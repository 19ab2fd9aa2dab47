using NuGet.Packaging;
using NuGet.Versioning;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary>Packs a connector that is a document: what a hub installs, and what a package registry takes.</summary>
internal static class ConnectorPackage
{
    /// <summary>Writes the package. What the hub knows it by is the hash of its content, which times of files do not change.</summary>
    /// <returns>Path of the package.</returns>
    public static async Task<string> WriteAsync(string folder, ConnectorDescriptor connector, string output, CancellationToken cancellationToken)
    {
        var builder = new PackageBuilder
        {
            Id = $"Plutora.Connector.{connector.Id}",
            Version = NuGetVersion.Parse(connector.Version),
            Title = connector.DisplayName,
            Description = connector.Description,
        };
        builder.Authors.Add(connector.DisplayName);
        builder.Tags.Add("plutora-connector");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            builder.Files.Add(new PhysicalPackageFile { SourcePath = file, TargetPath = Path.GetRelativePath(folder, file) });
        }

        if (File.Exists(Path.Combine(folder, "README.md")))
        {
            builder.Readme = "README.md";
        }

        Directory.CreateDirectory(output);
        var path = Path.Combine(output, $"{builder.Id}.{connector.Version}.nupkg");
        var buffer = new MemoryStream();
        builder.Save(buffer);
        await File.WriteAllBytesAsync(path, buffer.ToArray(), cancellationToken);
        return path;
    }
}
