using System.Collections.Concurrent;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Connectors.Mappings.Tests;

/// <summary>The documents that connectors ship, compiled once each.</summary>
internal static class ShippedDocuments
{
    private static readonly ConcurrentDictionary<string, MappingCompilation> Compiled = new(StringComparer.Ordinal);

    private static readonly Lazy<IReadOnlyDictionary<string, string>> BySource = new(() => Repository.Shipped
        .Select(file => (File: file, Source: Compile(file).Mapping?.Source.ToString()))
        .Where(document => document.Source is not null)
        .ToDictionary(document => document.Source!, document => document.File, StringComparer.Ordinal));

    /// <summary>Compiles a document, given by its path in the repository.</summary>
    public static MappingCompilation Compile(string file) => Compiled.GetOrAdd(file, static name => MappingCompiler.Compile(File.ReadAllText(Path.Combine(Repository.Root, name)), name));

    /// <summary>The mapping of a stream, such as <c>jira/issue</c>.</summary>
    public static CompiledMapping Of(string source) => BySource.Value.TryGetValue(source, out var file)
        ? Compile(file).Mapping!
        : throw new InvalidOperationException($"No connector ships a document with the source {source} that compiles.");
}
