using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Connectors.GitHub.Tests;

/// <summary>Opens instances as the hub does.</summary>
internal static class Opened
{
    public static ConnectorInstance Instance(JsonObject? options = null, TimeProvider? time = null)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var context = new ConnectorContext("test", options ?? [], NullLogger.Instance, time ?? TimeProvider.System, Path.GetTempPath());
        return new GitHubConnector().Open(context, services);
    }
}
