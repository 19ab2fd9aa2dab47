using System.Globalization;
using System.Text;
using Plutora.Integration.Mapping.Proposing;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping;

/// <summary>Proposes a mapping document from real records: a start for people, who know what the tool means.</summary>
public static class MappingProposal
{
    private const int MostUnplaced = 80;

    private static readonly MappingContext Context = new("sample", new byte[32]);

    /// <summary>
    /// Proposes a document: fields by the names and types of paths, value tables from the values seen, and what could not be placed as comments. It
    /// compiles without a fault and maps every one of the records; where a guess does not, it is left out and told in a comment.
    /// </summary>
    /// <param name="target">The entity.</param>
    /// <param name="source">The stream.</param>
    /// <param name="records">Records of the stream as UTF-8 JSON.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The model has no such entity, there are no records, or none of their paths can be a key; the message says so.</exception>
    /// <exception cref="System.Text.Json.JsonException">A record is not JSON.</exception>
    public static string Of(string target, MappingSource source, IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(records);
        if (!EntityTypes.TryGet(target, out var type) || type.Name == "link")
        {
            throw new ArgumentException($"The model has no entity '{target}' that a mapping could make. {Compilation.Nearest.Suggest(target, EntityTypes.All.Select(known => known.Name).Where(name => name != "link"))}", nameof(target));
        }

        if (!Names.IsValidId(source.Connector) || !Names.IsValidId(source.Stream))
        {
            throw new ArgumentException($"'{source}' is no source: write <connector>/<stream>, as in git/commit.", nameof(source));
        }

        var shape = new RecordShape();
        foreach (var record in records)
        {
            shape.Add(record);
        }

        var places = ShapeLeaf.All(shape);
        var found = ProposedKey.Of(type, places, shape.Records)
            ?? throw new ArgumentException($"No member of the {shape.Records} records can be a key: it must be a text or a number that every record has.", nameof(records));
        var key = found.Place;
        var proposed = FieldProposal.All(type, places, found.Home);
        var dropped = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            var document = Write(type, source, key, [.. proposed.Where(field => !dropped.ContainsKey(field.Field.Name))], dropped, places, shape.Records);
            if (Failing(document, records, shape, cancellationToken) is not { } failure)
            {
                return document;
            }

            if (!dropped.TryAdd(failure.Field, failure.Reason))
            {
                throw new InvalidOperationException($"The proposal of '{failure.Field}' cannot be mended: {failure.Reason}");
            }
        }
    }

    /// <summary>The first field of a guess that does not hold for all records.</summary>
    private static (string Field, string Reason)? Failing(string document, IReadOnlyList<ReadOnlyMemory<byte>> records, RecordShape shape, CancellationToken cancellationToken)
    {
        var compilation = MappingCompiler.Compile(document, "proposal.yaml", new MappingCompilerOptions { Samples = shape });
        if (compilation.Mapping is not { } mapping)
        {
            throw new InvalidOperationException(string.Join('\n', compilation.Faults));
        }

        foreach (var record in records)
        {
            try
            {
                mapping.Map(new MappingRecord(record, null, Partial: false), Context, cancellationToken);
            }
            catch (MappingException failed) when (failed.Member.Split('.') is ["set", var field, ..])
            {
                return (field, failed.Message[(failed.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
            }
        }

        return null;
    }

    private static string Write(
        EntityDescriptor type, MappingSource source, ShapeLeaf key, IReadOnlyList<FieldProposal> fields, Dictionary<string, string> dropped, IReadOnlyList<ShapeLeaf> places, int records)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Proposed from {records} records: check what each field means before it goes live.\n");
        text.Append(CultureInfo.InvariantCulture, $"version: 1\nsource: {source}\ntarget: {type.Name}\nkey: {Yaml(key.Text)}\n");
        text.Append(fields.Count == 0 ? "set: {}\n" : "set:\n");
        foreach (var field in fields)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {field.Field.Name}: {Yaml(field.Expression)}\n");
        }

        var required = type.Fields.Where(field => field is { Required: true, SetByHub: false } && fields.All(known => known.Field.Name != field.Name)).ToList();
        if (required.Count > 0)
        {
            text.Replace("set: {}\n", "set:\n");
            foreach (var field in required)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {field.Name}: {Yaml(Placeholder(field, key))} # no path was found for it: {Comment(field.Description)}\n");
            }
        }

        WriteTables(text, fields);
        WriteComments(text, fields, dropped, places, key);
        return text.ToString();
    }

    private static void WriteTables(StringBuilder text, IReadOnlyList<FieldProposal> fields)
    {
        var tables = fields.Where(field => field.Values is not null).ToList();
        text.Append(tables.Count == 0 ? "" : "tables:\n");
        foreach (var field in tables)
        {
            var values = field.Element.EnumValues;
            text.Append(CultureInfo.InvariantCulture, $"  {field.Field.Name}: # {string.Join(", ", values)}\n");
            foreach (var value in field.Values!)
            {
                var entry = $"{Quoted(value)}: ";
                text.Append(ValueNames.Guess(value, values) is { } guess ? $"    {entry}{guess}\n" : $"    # {entry}other\n");
            }

            text.Append("    default: other\n");
        }
    }

    private static void WriteComments(StringBuilder text, IReadOnlyList<FieldProposal> fields, Dictionary<string, string> dropped, IReadOnlyList<ShapeLeaf> places, ShapeLeaf key)
    {
        foreach (var (field, reason) in dropped.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"# {field} was left out: {Comment(reason)}\n");
        }

        var used = fields.SelectMany(field => field.Paths).Append(key.Text).ToHashSet(StringComparer.Ordinal);
        var left = places.Where(place => place.Node.HasValues && !used.Contains(place.Text)).ToList();
        text.Append(left.Count == 0 ? "" : "# Not placed (what the model lacks goes under extensions):\n");
        foreach (var place in left.Take(MostUnplaced))
        {
            text.Append(CultureInfo.InvariantCulture, $"#   {Comment(place.Text)}: {Comment(place.Node.Values.FirstOrDefault(value => value.Length > 0) ?? "long text", 60)}\n");
        }

        text.Append(left.Count > MostUnplaced ? $"#   and {left.Count - MostUnplaced} more\n" : "");
    }

    private static string Placeholder(FieldDescriptor field, ShapeLeaf key) => field.Kind switch
    {
        FieldKind.Enum => "\"other\"",
        FieldKind.String => $"$string({key.Text})",
        FieldKind.Boolean => "false",
        FieldKind.Integer or FieldKind.Number => "0",
        FieldKind.Instant => "$time ? $time : $now()",
        FieldKind.Reference => $"$id(\"{field.ReferenceEntity ?? "service"}\", {key.Text})",
        _ => "null",
    };

    private static string Comment(string text, int longest = 200)
    {
        var line = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return line.Length > longest ? line[..longest] + "…" : line;
    }

    private static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Yaml(string expression) =>
        expression.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '$' or '(' or ')') && !char.IsAsciiDigit(expression[0]) ? expression : Quoted(expression);
}
