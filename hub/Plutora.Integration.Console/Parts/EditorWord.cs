using Plutora.Integration.Jsonata;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.WebConsole.Parts;

/// <summary>A word that an editor of mappings offers.</summary>
/// <param name="Label">The word.</param>
/// <param name="Kind"><c>member</c> of a document, <c>function</c> or <c>path</c> of an expression.</param>
/// <param name="Detail">What it is, in a word or two.</param>
/// <param name="Info">What it means.</param>
/// <param name="Apply">What is written; the word where left out.</param>
public sealed record EditorWord(string Label, string Kind, string Detail, string? Info = null, string? Apply = null)
{
    private static readonly string[] Members = ["version", "when", "set", "tables", "links", "aliases", "mentions", "outputs", "tests", "functions"];

    private static readonly (string Name, string Info)[] Own =
    [
        ("table", "What a table makes of a value: $table(\"state\", status)"), ("id", "Reference by the target's key: $id(\"work-item\", key)"), ("alias", "Reference by what people say: $alias(\"work-item\", \"PROJ-1\")"),
        ("person", "Reference to a person by e-mail"), ("personKey", "Key of a person by e-mail"), ("instant", "An instant of a text or number"), ("duration", "Milliseconds of a duration"), ("issueKeys", "Issue keys in a text"), ("stateCategory", "Common state of a tool's category"),
    ];

    /// <summary>The words for mappings to an entity.</summary>
    /// <param name="target">Name of the entity.</param>
    /// <param name="paths">Paths of a record.</param>
    public static IReadOnlyList<EditorWord> Of(string target, IEnumerable<string> paths) =>
    [
        .. Members.Select(m => new EditorWord(m, "member", "document", null, m + ": ")),
        .. EntityTypes.TryGet(target, out var type)
            ? type.Fields.Where(f => !f.SetByHub).Select(f => new EditorWord(f.Name, "member", f.Required ? $"{f.Kind}, required" : $"{f.Kind}", f.EnumValues.Count > 0 ? $"{f.Description} One of: {string.Join(", ", f.EnumValues)}." : f.Description, f.Name + ": "))
            : [],
        .. Own.Select(f => new EditorWord("$" + f.Name, "function", "mapping", f.Info, $"${f.Name}(")),
        .. JsonataFunctions.Names.Select(n => new EditorWord("$" + n, "function", "JSONata", null, $"${n}(")),
        .. paths.Distinct(StringComparer.Ordinal).Select(p => new EditorWord(p, "path", "record")),
    ];
}
