using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Mapping;

/// <summary>
/// The JSON Schemas of mapping documents, by which editors complete and check them: made from the common data model and the language. They see the
/// form of a document and the fields of its target; what expressions mean only the compiler can tell.
/// </summary>
public static class MappingSchema
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Lazy<string> DocumentText = new(() => Text(Schemas.DocumentSchema.Of(overlay: false)));

    private static readonly Lazy<string> OverlayText = new(() => Text(Schemas.DocumentSchema.Of(overlay: true)));

    /// <summary>The schema of documents, as indented JSON that ends with a line end.</summary>
    public static string Document => DocumentText.Value;

    /// <summary>The schema of overlays, which hold only what differs. Fields are completed where the overlay repeats the <c>target</c>.</summary>
    public static string Overlay => OverlayText.Value;

    private static string Text(JsonObject schema) => schema.ToJsonString(Written) + "\n";
}
