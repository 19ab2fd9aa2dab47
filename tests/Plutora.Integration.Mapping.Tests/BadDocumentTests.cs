namespace Plutora.Integration.Mapping.Tests;

public sealed class BadDocumentTests
{
    public static TheoryData<string> Names => [.. BadDocument.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_fault_of_a_bad_document_is_told_with_file_line_column_and_remedy(string name)
    {
        var document = BadDocument.Read(name);
        var compilation = document.Compile();
        Assert.NotEmpty(document.Faults);
        Assert.Equal(document.Faults, compilation.Faults.Select(fault => fault.ToString()));
        Assert.Equal(document.Faults.Any(fault => fault.Contains(": error: ", StringComparison.Ordinal)), !compilation.Succeeded);
        Assert.Equal(document.SeenBySchema, await SeenAsync(document));
    }

    [Fact]
    public void There_are_a_hundred_of_them() => Assert.True(BadDocument.Names.Count() >= 100);

    // What is broken as YAML has no schema to be held against.
    private static async Task<bool> SeenAsync(BadDocument document) =>
        SchemaTests.IsYaml(document.Overlay ?? document.Yaml) && (await SchemaTests.FaultsAsync(document.Overlay ?? document.Yaml, document.Overlay is not null)).Count > 0;
}
