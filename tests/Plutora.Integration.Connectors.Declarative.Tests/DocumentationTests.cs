using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.Declarative.Documents;
using PublicApiGenerator;

namespace Plutora.Integration.Connectors.Declarative.Tests;

/// <summary>What partners read and build against is what there is.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Examples => [.. Yaml().Matches(File.ReadAllText(Path.Combine(Root, "docs", "partners", "declarative.md")).ReplaceLineEndings("\n")).Select(m => m.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_of_the_documentation_is_a_connector_without_a_fault(string example) =>
        Assert.Empty(ConnectorDocument.Read(example, "declarative.md").Faults.Select(f => f.ToString()));

    [Fact]
    public void There_are_examples() => Assert.Equal(3, Examples.Count);

    [Fact]
    public async Task The_public_surface_is_the_one_that_was_agreed()
    {
        var agreed = Path.Combine(Root, "tests", "Plutora.Integration.Connectors.Declarative.Tests", "PublicApi.txt");
        var actual = typeof(DeclarativeEngine).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("PLUTORA_ACCEPT_API") == "1")
        {
            await File.WriteAllTextAsync(agreed, actual, TestContext.Current.CancellationToken);
        }

        Assert.True(
            actual == (await File.ReadAllTextAsync(agreed, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"),
            "The public surface differs from PublicApi.txt: if that is meant, run the test once with PLUTORA_ACCEPT_API=1 and commit the file.");
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Plutora.Integration.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The solution is not above the tests.");
        }

        return folder;
    }
}
