using System.Text.RegularExpressions;

namespace Plutora.Integration.Mapping.Tests;

public sealed partial class DocumentedExampleTests
{
    [Fact]
    public void The_document_in_the_documentation_compiles()
    {
        var page = Path.Combine(Root(), "docs", "administrators", "mapping.md");
        var example = Example().Match(File.ReadAllText(page).ReplaceLineEndings("\n")).Groups[1].Value;
        var compilation = MappingCompiler.Compile(example, "mapping.md");
        Assert.Empty(compilation.Faults);
        Assert.Equal(("pull-request", 1), (compilation.Mapping!.Target, compilation.Mapping.Tests.Count));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Plutora.Integration.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run within the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
