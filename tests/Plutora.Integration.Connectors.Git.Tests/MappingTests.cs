namespace Plutora.Integration.Connectors.Git.Tests;

public sealed class MappingTests : ConnectorMappingTests<GitConnector>;
