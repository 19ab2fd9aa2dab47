using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.Loader;

namespace Plutora.Integration.Sdk.Tests.Packaging;

/// <summary>What a partner gets: the package, consumed by a project that knows nothing of this repository.</summary>
public sealed class SdkPackageTests : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <Version>0.3.0</Version>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Plutora.Integration.Sdk" Version="1.0.0" />
            <PackageReference Include="NJsonSchema" Version="11.6.2" />
          </ItemGroup>
        </Project>
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("plutora-pack-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_project_that_consumes_the_package_is_stamped_with_its_version_and_packs_what_it_needs()
    {
        var (repository, configuration) = Locate();
        var feed = Directory.CreateDirectory(Path.Combine(_root, "feed")).FullName;
        foreach (var project in new[] { "Plutora.Integration.Model", "Plutora.Integration.Sdk" })
        {
            await DotnetAsync(repository, "pack", $"sdk/{project}", "--no-build", "-c", configuration, "-o", feed);
        }

        var partner = Directory.CreateDirectory(Path.Combine(_root, "Partner")).FullName;
        Directory.CreateDirectory(Path.Combine(partner, "mappings"));
        await File.WriteAllTextAsync(Path.Combine(partner, "mappings", "thing.yaml"), "source: thing\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(partner, "Partner.csproj"), Project, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(partner, "Partner.cs"), "public class Partner { public NJsonSchema.JsonSchema? S; public Plutora.Integration.Sdk.Streams.Cursor? C; }", TestContext.Current.CancellationToken);
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await DotnetAsync(partner, "pack", "-o", feed, $"-p:RestoreAdditionalProjectSources={feed}", $"-p:RestorePackagesPath={Path.Combine(_root, "cache")}", $"-p:RestoreFallbackFolders={cache}");

        using var package = await ZipFile.OpenReadAsync(Path.Combine(feed, "Partner.0.3.0.nupkg"), TestContext.Current.CancellationToken);
        var entries = package.Entries.Select(e => e.FullName).ToArray();
        Assert.Contains("lib/net10.0/Partner.dll", entries);
        Assert.Contains("lib/net10.0/Partner.deps.json", entries);
        Assert.Contains("lib/net10.0/NJsonSchema.dll", entries);
        Assert.Contains("mappings/thing.yaml", entries);
        Assert.DoesNotContain("lib/net10.0/Plutora.Integration.Sdk.dll", entries);
        Assert.Equal("1.0.0", await StampAsync(package.GetEntry("lib/net10.0/Partner.dll")!));
    }

    private static async Task<string?> StampAsync(ZipArchiveEntry assembly)
    {
        using var bytes = new MemoryStream();
        await using (var content = await assembly.OpenAsync(TestContext.Current.CancellationToken))
        {
            await content.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        }

        bytes.Position = 0;
        var context = new AssemblyLoadContext("partner", isCollectible: true);
        var stamp = context.LoadFromStream(bytes).GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Plutora.Sdk.Version").Value;
        context.Unload();
        return stamp;
    }

    private static (string Repository, string Configuration) Locate() => (Shared.Root, new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name);

    private static async Task DotnetAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-v", "q", "-nodeReuse:false"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("MSBuildSDKsPath");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {output}{await error}");
    }
}
