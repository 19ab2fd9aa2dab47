using Plutora.Integration.Connectors.Declarative.Forms;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>A connector that is written down: read, checked, compiled.</summary>
public sealed class ConnectorDocument
{
    /// <summary>Name of the file in a connector's folder.</summary>
    public const string FileName = "connector.yaml";

    private static readonly YamlDocumentKind Kind = new("connector", "format, id, version, name, description and a stream or an action");

    private ConnectorDocument(ConnectorSpec? spec, IReadOnlyList<DocumentFault> faults) => (Spec, Faults) = (spec, faults);

    /// <summary>Everything that is wrong with it, in reading order; warnings too.</summary>
    public IReadOnlyList<DocumentFault> Faults { get; }

    /// <summary>True when it can be used.</summary>
    public bool IsValid => Spec is not null;

    /// <summary>Id, version and streams as the hub will see them; null when it cannot be used.</summary>
    public Sdk.Connectors.ConnectorDescriptor? Descriptor => Spec?.Descriptor;

    /// <summary>The JSON Schema of documents, by which editors complete and check them.</summary>
    public static string Schema => Language.Schema();

    internal ConnectorSpec? Spec { get; }

    /// <summary>Reads a document; what is wrong with it is told, all at once, and nothing is thrown.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">Name of the file, for places.</param>
    public static ConnectorDocument Read(string text, string file)
    {
        var checking = new Checking();
        if (YamlReader.Read(file, text, Kind, checking.Error) is { } root)
        {
            Language.Document.Check(root, "", checking);
        }
        else
        {
            return new(null, checking.Faults);
        }

        if (checking.HasErrors)
        {
            return new(null, checking.Faults);
        }

        var spec = new SpecBinder(checking).Bind((YamlMap)root);
        return new(checking.HasErrors ? null : spec, checking.Faults);
    }
}
