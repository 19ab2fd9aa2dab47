using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>The members that each map of a document may have; the reader and the JSON Schema take them from here.</summary>
internal static class Language
{
    /// <summary>The format version that is written and read.</summary>
    public const string Version = "1";

    /// <summary>What a test expects of a record that must yield nothing.</summary>
    public const string Nothing = "nothing";

    public static readonly YamlDocumentKind Kind = new("mapping", "version, source, target, key and set");

    public static readonly string[] Document =
        ["version", "source", "target", "when", "key", "deleted", "aliases", "set", "functions", "tables", "outputs", "links", "mentions", "tests"];

    /// <summary>The members of a document that tell of the one entity which every record is about.</summary>
    public static readonly string[] OfOneEntity = ["target", "key", "deleted", "aliases", "set"];

    /// <summary>The members by which a document may say all where a record is about no one entity.</summary>
    public static readonly string[] OfOthers = ["outputs", "links", "mentions"];

    public static readonly string[] Output = ["target", "each", "when", "key", "deleted", "aliases", "set"];

    public static readonly string[] Mention = ["target", "each", "when", "key", "aliases", "set"];

    public static readonly string[] Alias = ["alias", "scope"];

    public static readonly string[] Link = ["relation", "when", "from", "to"];

    public static readonly string[] Test = ["name", "input", "record", "expect", "outputs", "links", "mentions"];

    /// <summary>What a test may expect of an entity besides the values of its fields.</summary>
    public static readonly string[] Expectation = ["key", "aliases", "deleted"];

    /// <summary>What it names in addition where it expects one of several.</summary>
    public const string ExpectedTarget = "target";

    public static readonly string[] ExpectedLink = ["relation", "from", "to"];
}
