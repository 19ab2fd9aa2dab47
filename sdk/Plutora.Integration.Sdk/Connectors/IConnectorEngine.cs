namespace Plutora.Integration.Sdk.Connectors;

/// <summary>
/// The entry point of a plugin that runs connectors which are written down: exactly one public, non-abstract class with a parameterless constructor
/// implements it, in an assembly that names the file by the metadata <c>Plutora.Connector.Engine</c>. A folder that holds such a file and no assembly
/// is then a connector of its own, with an id, a version and a content hash of its own.
/// </summary>
/// <remarks>The object lives as long as the hub; one serves all folders. Members are called from several threads.</remarks>
public interface IConnectorEngine
{
    /// <summary>Makes the connector of a folder. Does no I/O but to read that folder, and is called again for each version.</summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <exception cref="Errors.ConnectorException">Configuration, when what is written there cannot be used; the message names every fault and its place.</exception>
    IConnector Load(string folder);
}
