using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Documents;
using Plutora.Integration.Mapping.Running;

namespace Plutora.Integration.Mapping;

/// <summary>A mapping ready to run. It holds no state between records and may be used by many threads at once.</summary>
public sealed class CompiledMapping
{
    private readonly FunctionPlan[] _functions;
    private readonly CompiledExpression? _when;
    private readonly IReadOnlyList<EntityPlan> _entities;
    private readonly EntityPlan[] _plans;
    private readonly LinkPlan[] _links;
    private readonly bool _namesTime;
    private readonly IReadOnlyDictionary<string, ValueTable> _tables;
    private readonly JsonataReader _reader;

    internal CompiledMapping(
        MappingSource source,
        string fingerprint,
        IReadOnlyList<MappingTest> tests,
        IReadOnlyList<FunctionPlan> functions,
        CompiledExpression? when,
        IReadOnlyList<EntityPlan> entities,
        IReadOnlyList<LinkPlan> links,
        IReadOnlyDictionary<string, ValueTable> tables)
    {
        (Source, Fingerprint, Tests, _functions, _when, _entities, _links, _tables) = (source, fingerprint, tests, [.. functions], when, entities, [.. links], tables);
        _plans = [.. entities.Select(entity => entity.Ordered())];
        _namesTime = RecordReader.Expressions(functions, when, entities, links).Any(expression => MappingFunctions.MayNameTime(expression.Text));
        _reader = RecordReader.For(functions, when, entities, links);
    }

    /// <summary>The stream whose records it translates.</summary>
    public MappingSource Source { get; }

    /// <summary>The name of the entity that a record is about; of the first output or mention where those say all, <c>link</c> where links alone do.</summary>
    public string Target => _entities is [var first, ..] ? first.Entity : "link";

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, of the effective document: two documents with the same fingerprint make the same of each record.
    /// Comments, layout, the order of names and the tests do not enter it.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>The tests in the document and its overlay.</summary>
    public IReadOnlyList<MappingTest> Tests { get; }

    /// <summary>The expression of the key; when it differs from that of the mapping before, ids change. Empty where links say all.</summary>
    public string KeyExpression => _entities is [var first, ..] ? first.Key.Text : string.Empty;

    /// <summary>Whether there is one entity that every record is about, besides further outputs.</summary>
    internal bool HasAbout => _entities is [{ Role: EntityRole.About }, ..];

    /// <summary>The paths of the record that it looks at, as <see cref="RecordShape.Text"/> writes them.</summary>
    public IReadOnlyList<string> Paths => [.. _reader.Paths.Select(RecordShape.Text)];

    /// <summary>Whether a value can be placed under that name: it is one of its tables, or a field whose values the model lists, such as <c>state</c> or <c>steps.outcome</c>.</summary>
    public bool Takes(string table) => _tables.ContainsKey(table) || FieldTables.Of(_entities).Contains(table);

    /// <summary>The values that may be placed under such a name, of whichever entity takes them; empty where any text will do.</summary>
    public IReadOnlyList<string> ChoicesOf(string table) => FieldTables.ChoicesOf(table, _entities);

    /// <summary>Whether a table has an entry for a value.</summary>
    public bool Knows(string table, string value) => _tables.TryGetValue(table, out var known) && known.Entries.ContainsKey(value);

    /// <summary>What a value becomes that the table does not know; <c>other</c> for a table that is not there.</summary>
    public string FallbackOf(string table) => _tables.TryGetValue(table, out var known) ? known.Fallback : "other";

    /// <summary>Maps one record.</summary>
    /// <exception cref="MappingException">The record cannot be mapped; the message names the member, the place of its expression and what was found.</exception>
    /// <exception cref="ArgumentException">The context's instance is no valid id, or its secret has not 32 bytes.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MappingResult Map(MappingRecord record, MappingContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        RecordMapper.Check(context);
        var input = Parse(record);
        var run = new MapRun(context, _tables);
        return new RecordMapper(record, input, run, cancellationToken).Map(_functions, _when, _plans, _links, _namesTime);
    }

    private JsonataInput Parse(MappingRecord record)
    {
        try
        {
            return _reader.Read(record.Json);
        }
        catch (Exception broken) when (broken is System.Text.Json.JsonException or JsonataException)
        {
            throw new MappingException($"The record is not valid JSON: {broken.Message}", broken);
        }
    }
}
