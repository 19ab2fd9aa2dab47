namespace Plutora.Integration.Connectors.TestTools.Tests.Support;

/// <summary>The connectors' own folders, and the real payloads beside the repository.</summary>
internal static class Repository
{
    /// <summary>The folder of a connector, whose mapping documents lie in it: in the output those of the three would lie upon each other.</summary>
    public static string Connector(string tool) => Path.Combine(Shared.Root, "connectors", $"Plutora.Integration.Connectors.{tool}");

    /// <summary>A folder of real payloads; skips the test where it is not there.</summary>
    public static string Payloads(string tool) => Shared.Folder("payloads/" + tool);
}
