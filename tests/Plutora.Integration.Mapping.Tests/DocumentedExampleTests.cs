using System.Text.RegularExpressions;

namespace Plutora.Integration.Mapping.Tests;

public sealed partial class DocumentedExampleTests
{
    [Fact]
    public void The_document_in_the_documentation_compiles()
    {
        var page = Repository.Read(Path.Combine("docs", "administrators", "mapping.md"));
        var example = Example().Match(page.ReplaceLineEndings("\n")).Groups[1].Value;
        var compilation = MappingCompiler.Compile(example, "mapping.md");
        Assert.Empty(compilation.Faults);
        Assert.Equal(("pull-request", 1), (compilation.Mapping!.Target, compilation.Mapping.Tests.Count));
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
