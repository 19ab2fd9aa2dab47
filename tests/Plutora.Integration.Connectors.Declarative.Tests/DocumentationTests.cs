using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.Declarative.Documents;

namespace Plutora.Integration.Connectors.Declarative.Tests;

/// <summary>What partners read and build against is what there is.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Examples => [.. Yaml().Matches(File.ReadAllText(Path.Combine(Shared.Root, "docs", "partners", "declarative.md")).ReplaceLineEndings("\n")).Select(m => m.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_of_the_documentation_is_a_connector_without_a_fault(string example) =>
        Assert.Empty(ConnectorDocument.Read(example, "declarative.md").Faults.Select(f => f.ToString()));

    [Fact]
    public void There_are_examples() => Assert.Equal(3, Examples.Count);

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
