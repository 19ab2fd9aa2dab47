using Plutora.Integration.Mapping.Testing;

namespace Plutora.Integration.Mapping;

/// <summary>Runs the tests that stand in a mapping document.</summary>
public static class MappingTestRunner
{
    /// <summary>The instance that records of tests belong to, so the first part of each id expected.</summary>
    public const string Instance = "test";

    private static readonly MappingContext Context = new(Instance, new byte[32]);

    /// <summary>Runs every test of the document, and of its overlay, in the order written. Persons are keyed under a secret of 32 zero bytes.</summary>
    /// <param name="mapping">The mapping with its tests.</param>
    /// <param name="readInput">
    /// Reads the file that a test names, relative to the folder of the document. An <see cref="IOException"/>, or a refusal of access, fails that test alone.
    /// </param>
    /// <param name="cancellationToken">Ends the run with an <see cref="OperationCanceledException"/>.</param>
    public static IReadOnlyList<MappingTestResult> Run(CompiledMapping mapping, Func<string, ReadOnlyMemory<byte>> readInput, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(readInput);
        return [.. mapping.Tests.Select(test => Run(mapping, test, readInput, cancellationToken))];
    }

    private static MappingTestResult Run(CompiledMapping mapping, MappingTest test, Func<string, ReadOnlyMemory<byte>> readInput, CancellationToken cancellationToken)
    {
        try
        {
            var json = test.Input is { } file ? readInput(file) : test.Record;
            var result = mapping.Map(new MappingRecord(json, Time: null, Partial: false), Context, cancellationToken);
            return new MappingTestResult(test, ResultComparison.Compare(test, mapping.HasAbout, result), Error: null);
        }
        catch (MappingException failed)
        {
            return new MappingTestResult(test, [], failed.Message);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new MappingTestResult(test, [], $"The input '{test.Input}' cannot be read: {unreadable.Message}");
        }
    }
}
