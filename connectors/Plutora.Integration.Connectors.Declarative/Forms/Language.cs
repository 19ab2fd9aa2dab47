using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.Declarative.Forms;

/// <summary>The language of connector documents, whole: their check and their JSON Schema are read off it.</summary>
internal static class Language
{
    /// <summary>Version of the format that is read.</summary>
    public const int Format = 1;

    /// <summary>Ids of connectors and streams.</summary>
    public const string IdPattern = "^[a-z][a-z0-9-]{0,39}$";

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TextForm Text { get; } = new();

    public static TextForm Id { get; } = new(IdPattern, "an id: lower-case letters, digits and hyphens, a letter first, 40 at most");

    // Made when it is first asked for: the parts are made of Text and Id, and in whatever order they come.
    private static readonly Lazy<ObjectForm> Made = new(() => new(
        new("format", new NumberForm(1, Format), "Version of this format, 1.", true),
        new("id", Id, "Id of the connector; never changes.", true),
        new("version", new TextForm(@"^\d{1,9}\.\d{1,9}\.\d{1,9}(-[0-9A-Za-z.-]+)?$", "a semantic version such as 1.0.0"), "Semantic version of the connector.", true),
        new("name", Text, "Name shown to people.", true),
        new("description", Text, "One sentence: which tool it speaks to and what it brings.", true),
        new("options-version", new NumberForm(1, 10_000), "Version of the options; raised when one is renamed or changes its meaning. 1 by default."),
        new("migrations", new ListForm(OptionLanguage.Migration), "How options of older versions become newer ones, each from one version to the next."),
        new("options", new MapForm(OptionLanguage.Option, @"^[a-z][A-Za-z0-9]{0,39}$", "a name in camelCase, such as baseAddress"), "What an instance is configured by: its form, its check, its documentation."),
        new("http", HttpLanguage.Http, "How the tool is reached."),
        new("check", HttpLanguage.Check, "The cheapest call that proves address and credentials."),
        new("streams", new MapForm(StreamLanguage.Stream, IdPattern, "an id: lower-case letters, digits and hyphens, a letter first, 40 at most"), "What is read or received, in the order that decides where versions tie."),
        new("webhook", StreamLanguage.Webhook, "How the tool's webhooks are verified and what they say."),
        new("actions", new MapForm(ActionLanguage.Action, @"^[a-z][a-z0-9-]{0,59}$", "a name such as trigger-build"), "What can be changed in the tool.")));

    /// <summary>A document.</summary>
    public static ObjectForm Document => Made.Value;

    /// <summary>The JSON Schema of documents, as indented JSON that ends with a line end.</summary>
    public static string Schema()
    {
        var schema = Document.Schema();
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        schema.Insert(1, "$id", $"urn:plutora:connector:{Format}");
        schema.Insert(2, "title", "Connector document");
        schema["definitions"] = new JsonObject { [OptionLanguage.Definition] = OptionLanguage.Option.Schema() };
        return schema.ToJsonString(Written) + "\n";
    }
}
