using System.Xml.Linq;

namespace Plutora.Integration.Architecture.Tests;

/// <summary>The walls of the brief: who may depend on whom.</summary>
public sealed class WallTests
{

    public static TheoryData<string, string[]> Walls => new()
    {
        { "Plutora.Integration.Model", [] },
        { "Plutora.Integration.Jsonata", [] },
        { "Plutora.Integration.Sdk", ["Plutora.Integration.Model"] },
        { "Plutora.Integration.Sdk.Http", ["Plutora.Integration.Sdk"] },
        { "Plutora.Integration.Client", ["Plutora.Integration.Model"] },
        { "Plutora.Integration.Client.Kafka", ["Plutora.Integration.Client"] },
        { "Plutora.Integration.Mapping", ["Plutora.Integration.Jsonata", "Plutora.Integration.Model"] },
        { "Plutora.Integration.EventLog", ["Plutora.Integration.Model"] },
        { "Plutora.Integration.Hub.Runtime", ["Plutora.Integration.EventLog", "Plutora.Integration.Mapping", "Plutora.Integration.Sdk"] },
        { "Plutora.Integration.Console", ["Plutora.Integration.Hub.Runtime"] },
        { "Plutora.Integration.Sdk.Testing", ["Plutora.Integration.EventLog", "Plutora.Integration.Hub.Runtime", "Plutora.Integration.Mapping", "Plutora.Integration.Sdk"] },
    };

    [Theory]
    [MemberData(nameof(Walls))]
    public void A_project_references_only_what_its_wall_allows(string project, string[] allowed) =>
        Assert.Empty(References(Projects().Single(p => Path.GetFileNameWithoutExtension(p) == project)).Except(allowed));

    [Fact]
    public void A_connector_references_nothing_but_the_sdk()
    {
        var connectors = Projects().Where(p => p.Contains("/connectors/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(connectors);

        // The declarative one runs JSONata of the documents that it is given.
        Assert.All(connectors, c => Assert.Empty(References(c)
            .Except(["Plutora.Integration.Sdk", "Plutora.Integration.Sdk.Http"])
            .Except(Path.GetFileNameWithoutExtension(c).EndsWith(".Declarative", StringComparison.Ordinal) ? ["Plutora.Integration.Jsonata"] : [])));
    }

    [Fact]
    public void The_sdk_and_the_model_need_no_package_but_the_abstractions_of_injection_and_logging() =>
        Assert.All(["Plutora.Integration.Sdk", "Plutora.Integration.Model"], project => Assert.Empty(
            Packages(Projects().Single(p => Path.GetFileNameWithoutExtension(p) == project))
                .Except(["Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions"])));

    [Fact]
    public void The_client_needs_no_package_but_the_platforms_own_for_registration() =>
        Assert.Empty(Packages(Projects().Single(p => p.EndsWith("/Plutora.Integration.Client.csproj", StringComparison.Ordinal))).Except(["Microsoft.Extensions.Http", "Microsoft.Extensions.Options"]));

    [Fact]
    public void The_runtime_knows_nothing_of_the_web() =>
        Assert.DoesNotContain(Packages(Projects().Single(p => p.EndsWith("Hub.Runtime.csproj", StringComparison.Ordinal))), p => p.Contains("AspNetCore", StringComparison.Ordinal));

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

    private static IEnumerable<string> Packages(string project) => XDocument.Load(project).Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value);

    private static IEnumerable<string> Projects() =>
        new[] { "sdk", "mapping", "hub", "connectors" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Shared.Root, f), "*.csproj", SearchOption.AllDirectories)).Select(p => p.Replace('\\', '/'));
}
