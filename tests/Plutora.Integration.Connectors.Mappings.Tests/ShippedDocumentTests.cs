using Plutora.Integration.Mapping;

namespace Plutora.Integration.Connectors.Mappings.Tests;

/// <summary>Every document in <c>connectors/*/mappings</c>, whether its connector is written in code yet or not.</summary>
public sealed class ShippedDocumentTests
{
    public static TheoryData<string> Documents => [.. Repository.Shipped];

    [Theory]
    [MemberData(nameof(Documents))]
    public void It_compiles_without_a_fault_or_a_warning(string file) => Assert.Empty(ShippedDocuments.Compile(file).Faults.Select(fault => fault.ToString()));

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_tests_in_it_pass(string file)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, file))!;
        var results = MappingTestRunner.Run(ShippedDocuments.Compile(file).Mapping!, name => File.ReadAllBytes(Path.Combine(folder, name)), TestContext.Current.CancellationToken);
        Assert.NotEmpty(results);
        Assert.All(results, result => Assert.True(result.Passed, $"{result.Test.Name}: {result.Error} {string.Join("; ", result.Differences)}"));
    }

    [Fact]
    public void No_two_of_them_speak_of_one_stream() => Assert.Equal(
        Repository.Shipped.Count(),
        Repository.Shipped.Select(file => ShippedDocuments.Compile(file).Mapping?.Source.ToString()).Distinct(StringComparer.Ordinal).Count());
}
