using System.Text;
using System.Text.RegularExpressions;
using Plutora.Integration.Sdk.Testing.Properties;

namespace Plutora.Integration.Sdk.Testing.Tests.Documentation;

/// <summary>What partners read is what is compiled, run and judged here.</summary>
public sealed partial class DocumentationTests
{
    private const string Begin = "<!-- properties: written by PLUTORA_WRITE_ACCEPTANCE=1, held by a test -->\n";
    private const string End = "<!-- end of properties -->";

    public static TheoryData<string, string> Blocks => [.. new[] { "docs/partners/acceptance.md", "docs/partners/recording.md", "sdk/Plutora.Integration.Sdk.Testing/README.md" }
        .SelectMany(page => Code().Matches(Read(page)).Select(m => new TheoryDataRow<string, string>(page, m.Groups[1].Value)))];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_of_code_in_the_documentation_is_compiled_and_run_here(string page, string code) =>
        Assert.True(Directory.GetFiles(Path.Combine(Shared.Root, "tests", "Plutora.Integration.Sdk.Testing.Tests", "Documentation"), "*.cs").Any(f => Plain(File.ReadAllText(f)).Contains(Plain(code), StringComparison.Ordinal)), $"{page} shows code that no file of this folder holds:\n{code}");

    [Fact]
    public void There_are_blocks() => Assert.Equal(8, Blocks.Count);

    [Fact]
    public async Task The_list_of_properties_is_the_one_that_is_judged()
    {
        var page = Path.Combine(Shared.Root, "docs", "partners", "acceptance.md");
        var text = Read("docs/partners/acceptance.md");
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("PLUTORA_WRITE_ACCEPTANCE") == "1")
        {
            text = text[..from] + Table() + text[to..];
            await File.WriteAllTextAsync(page, text, TestContext.Current.CancellationToken);
            to = text.IndexOf(End, StringComparison.Ordinal);
        }

        Assert.Equal(Table(), text[from..to]);
    }

    [Fact]
    public void Properties_are_named_once_and_imply_only_what_there_is()
    {
        var ids = AcceptanceProperty.All.Select(p => p.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, id => Assert.Matches("^[a-z]+(-[a-z]+)*$", id));
        Assert.Empty(AcceptanceProperty.All.SelectMany(p => p.Implies).Except(ids));
        Assert.All(AcceptanceProperty.All, p => Assert.EndsWith(".", p.Asks, StringComparison.Ordinal));
    }

    // The anchor is what a report's link leads to.
    private static string Table()
    {
        var table = new StringBuilder("| property | what is asked | may fail with it |\n| --- | --- | --- |\n");
        foreach (var property in AcceptanceProperty.All)
        {
            table.Append($"| <a id=\"{property.Id}\"></a>`{property.Id}` | {property.Asks} | {string.Join(", ", property.Implies)} |\n");
        }

        return table.ToString();
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Shared.Root, page)).ReplaceLineEndings("\n");

    private static string Plain(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
