using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Sdk.Connectors;

/// <summary>What an instance is given when it is opened.</summary>
/// <param name="Instance">Id of the instance, such as <c>jira-main</c>.</param>
/// <param name="Options">Its options with secrets resolved. Never log them.</param>
/// <param name="Logger">Logger whose entries the hub shows with the instance; resolved secrets are redacted from what is logged.</param>
/// <param name="Time">The clock. Ambient time is not to be used, so that tests can set it.</param>
/// <param name="WorkFolder">A folder of the instance's own for caches (a clone, say). It may vanish between two opens; nothing that must last belongs there.</param>
public sealed record ConnectorContext(string Instance, JsonObject Options, ILogger Logger, TimeProvider Time, string WorkFolder);
