using Plutora.Integration.Mapping;

namespace Plutora.Integration.Connectors.Git.Tests;

public sealed class MappingTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "mappings");

    public static TheoryData<string> Streams => [.. new GitConnector().Descriptor.Streams.Select(s => s.Id)];

    [Theory]
    [MemberData(nameof(Streams))]
    public void The_mapping_of_each_stream_compiles_without_a_fault_and_passes_the_tests_in_it(string stream)
    {
        var file = Path.Combine(Folder, stream + ".yaml");
        var compiled = MappingCompiler.Compile(File.ReadAllText(file), file);
        Assert.Empty(compiled.Faults.Select(f => f.ToString()));
        var results = MappingTestRunner.Run(compiled.Mapping!, name => File.ReadAllBytes(Path.Combine(Folder, name)), TestContext.Current.CancellationToken);
        Assert.NotEmpty(results);
        Assert.All(results, r => Assert.True(r.Passed, $"{r.Test.Name}: {r.Error} {string.Join("; ", r.Differences)}"));
    }

    [Fact]
    public void There_is_no_mapping_without_a_stream() =>
        Assert.Equal(
            new GitConnector().Descriptor.Streams.Select(s => s.Id).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));
}
