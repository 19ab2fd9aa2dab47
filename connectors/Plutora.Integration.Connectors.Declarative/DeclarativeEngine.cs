using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Declarative;

/// <summary>Runs connectors that are one <c>connector.yaml</c> each.</summary>
public sealed class DeclarativeEngine : IConnectorEngine
{
    private const long MostBytes = 4L << 20;

    /// <inheritdoc/>
    public IConnector Load(string folder)
    {
        var file = Path.Combine(folder, ConnectorDocument.FileName);
        if (new FileInfo(file) is { Exists: true, Length: > MostBytes })
        {
            throw ConnectorException.Configuration($"{file} has more than {MostBytes} bytes; a connector's document has not.");
        }

        var document = ConnectorDocument.Read(File.ReadAllText(file), ConnectorDocument.FileName);
        return document.Spec is { } spec
            ? new DeclarativeConnector(spec)
            : throw ConnectorException.Configuration(string.Join(" ", document.Faults.Where(f => f.IsError).Select(f => f.ToString())));
    }
}
