namespace Plutora.Integration.Connectors.GitHub.Tests;

public sealed class MappingTests : ConnectorMappingTests<GitHubConnector>;
