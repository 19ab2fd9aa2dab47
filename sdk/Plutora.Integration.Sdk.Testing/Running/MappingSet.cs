using Plutora.Integration.Mapping;
using Plutora.Integration.Sdk.Testing.Subjects;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>The connector's mapping documents, compiled.</summary>
internal sealed class MappingSet
{
    private readonly Dictionary<string, MappingCompilation> _compilations = new(StringComparer.Ordinal);

    private MappingSet(string folder) => Folder = folder;

    public string Folder { get; }

    public IReadOnlyDictionary<string, MappingCompilation> Compilations => _compilations;

    /// <summary>Entities that its documents are about.</summary>
    public IEnumerable<string> Targets => _compilations.Values.Select(c => c.Mapping?.Target).OfType<string>().Where(t => t != "link");

    public static async Task<MappingSet> LoadAsync(ConnectorSubject subject, CancellationToken cancellationToken)
    {
        var set = new MappingSet(Path.Combine(subject.Folder, "mappings"));
        foreach (var file in Directory.Exists(set.Folder) ? Directory.GetFiles(set.Folder, "*.yaml").Order(StringComparer.Ordinal).ToArray() : [])
        {
            var stream = Path.GetFileNameWithoutExtension(file);
            var text = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
            set._compilations[stream] = MappingCompiler.Compile(text, Path.GetFileName(file));
        }

        return set;
    }

    public CompiledMapping? Find(string stream) => _compilations.GetValueOrDefault(stream)?.Mapping;
}
