using Plutora.Integration.WebConsole.Parts;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>What a README says of permissions, as the READMEs here say it.</summary>
public sealed class PermissionTests
{
    // All but the one that runs documents: each of those says it for itself.
    public static TheoryData<string> Bundled =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(Company.Sources, "connectors"), "Plutora.Integration.Connectors.*").Where(f => !f.EndsWith(".Declarative", StringComparison.Ordinal))
            .Concat(Directory.EnumerateDirectories(Path.Combine(Company.Sources, "connectors", "shelf")))
            .Select(f => Path.GetRelativePath(Company.Sources, f)),
    ];

    [Theory]
    [MemberData(nameof(Bundled))]
    public void Every_connector_that_comes_with_the_hub_says_which_it_needs(string connector) =>
        Assert.True(MarkdownText.Permissions(File.ReadAllText(Path.Combine(Company.Sources, connector, "README.md"))) is { Length: > 20 }, $"{connector}/README.md says nothing of permissions that the console could show: give it a paragraph that begins with **Permissions**.");

    [Theory]
    [InlineData("# T\n## Set-up\nx\n## Permissions\nTo *read*.\n### Of the user\nMore.\n## Limits\nnone", "To *read*.\n### Of the user\nMore.")]
    [InlineData("**Permissions** of the account: *Browse*\nin each project.\n\n**Webhook**: none", "of the account: *Browse*\nin each project.")]
    [InlineData("**Permissions**: Job/Read.", "Job/Read.")]
    [InlineData("| what | |\n| --- | --- |\n| permissions | scope `read_api` |\n| tried | yes |", "scope `read_api`")]
    [InlineData("```\n## Permissions\n```\nIt needs permission to read.", null)]
    [InlineData("## Permissions\n\n## Limits\nnone", null)]
    public void They_are_found_under_a_heading_in_a_paragraph_or_in_a_row(string readme, string? expected) => Assert.Equal(expected, MarkdownText.Permissions(readme));
}
