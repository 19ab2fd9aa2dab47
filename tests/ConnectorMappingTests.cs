using System.Diagnostics.CodeAnalysis;
using Plutora.Integration.Mapping;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Tests;

/// <summary>What holds of the mappings of every connector, one source for the tests of several.</summary>
/// <typeparam name="TConnector">The connector.</typeparam>
public abstract class ConnectorMappingTests<TConnector>
    where TConnector : IConnector, new()
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "mappings");

    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "xUnit takes the cases of a theory from a static member.")]
    public static TheoryData<string> Streams => [.. new TConnector().Descriptor.Streams.Select(s => s.Id)];

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
            new TConnector().Descriptor.Streams.Select(s => s.Id).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));
}
