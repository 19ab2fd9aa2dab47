using System.Text.Json;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Sdk.Connectors;
using Beside = Plutora.Integration.Tests.Shared;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>The connectors on the shelf, and the real records of their tools beside the repository.</summary>
internal static class ShelfFolder
{
    public static IReadOnlyList<string> Ids { get; } =
        [.. Directory.GetFiles(Path.Combine(Beside.Root, "connectors", "shelf"), ConnectorDocument.FileName, SearchOption.AllDirectories).Select(f => Path.GetFileName(Path.GetDirectoryName(f)!)).Order(StringComparer.Ordinal)];

    public static string Of(string id) => Path.Combine(Beside.Root, "connectors", "shelf", id);

    public static IConnector Connector(string id) => new DeclarativeEngine().Load(Of(id));

    /// <summary>A file beside the repository; the test is skipped where there is none.</summary>
    public static string Shared(params string[] path) => Beside.Folder(string.Join('/', path));

    /// <summary>The tool's own records of a file of lines.</summary>
    public static IReadOnlyList<string> Records(string tool, string file) =>
        [.. File.ReadLines(Shared("payloads", tool, file)).Where(l => l.Length > 0).Select(l => JsonElement.Parse(l).GetProperty("data").GetRawText())];

    public static string Payload(string tool, string file) => File.ReadAllText(Shared("payloads", tool, file));
}
