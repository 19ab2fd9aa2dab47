using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Running;

/// <summary>
/// Writes all JSON of one result into one buffer through one writer, and gives it out as one copy. Pieces are kept as ranges until then. Buffer and
/// writer are the thread's and serve one record after another.
/// </summary>
internal sealed class ResultBuffer
{
    private const int FirstSize = 4096, LargestKept = 1 << 20, MostWithoutSet = 16;

    // The output is data for topics, never text within HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ResultBuffer? _spare;

    private readonly ArrayBufferWriter<byte> _buffer = new(FirstSize);
    private readonly List<(EntityId Id, EntityPlan Plan, IReadOnlyList<MappedAlias> Aliases, Range Fields, Range Places, bool Deleted)> _entities = [];
    private readonly List<MappedField> _places = [];
    private readonly List<(string Relation, Range From, Range To)> _links = [];
    private HashSet<EntityId>? _ids;
    private int _start;
    private int _firstPlace;

    private ResultBuffer() => Writer = new Utf8JsonWriter(_buffer, Options);

    public Utf8JsonWriter Writer { get; }

    /// <summary>Takes the thread's buffer, to be given back.</summary>
    public static ResultBuffer Begin()
    {
        var buffer = _spare ?? new ResultBuffer();
        _spare = null;
        return buffer;
    }

    /// <summary>Whether the result has an entity already.</summary>
    public bool Has(EntityId id)
    {
        if (_ids is not null)
        {
            return _ids.Contains(id);
        }

        foreach (var entity in _entities)
        {
            if (entity.Id == id)
            {
                return true;
            }
        }

        return false;
    }

    private int Written => (int)(Writer.BytesCommitted + Writer.BytesPending);

    public void BeginEntity()
    {
        _firstPlace = _places.Count;
        Writer.WriteStartObject();
    }

    /// <summary>Begins a field of the entity.</summary>
    /// <returns>Where it begins and where its value does, for <see cref="EndField"/>.</returns>
    public (int Start, int ValueStart) BeginField(JsonEncodedText name)
    {
        // Behind the bracket, or the comma that is written before each but the first.
        var start = Written + (_places.Count > _firstPlace ? 1 : 0);
        Writer.WritePropertyName(name);
        return (start, Written);
    }

    public void EndField(string name, (int Start, int ValueStart) at) => _places.Add(new(name, at.Start, at.ValueStart, Written));

    public void EndEntity(EntityId id, EntityPlan plan, IReadOnlyList<MappedAlias> aliases, bool deleted = false)
    {
        Writer.WriteEndObject();
        _entities.Add((id, plan, aliases, Cut(), _firstPlace.._places.Count, deleted));
        if (_ids is not null)
        {
            _ids.Add(id);
        }
        else if (_entities.Count > MostWithoutSet)
        {
            _ids = [.. _entities.Select(entity => entity.Id)];
        }
    }

    public void AddLink(LinkPlan link, JsonataValue from, JsonataValue to, MapRun run)
    {
        var fromRange = Reference(from, link.From ?? link.To, run);
        _links.Add((link.Relation, fromRange, Reference(to, link.To, run)));
    }

    public MappingResult Complete(IReadOnlyList<UnmappedValue> unmapped)
    {
        ReadOnlyMemory<byte> written = _buffer.WrittenSpan.ToArray();
        ReadOnlyMemory<MappedField> places = _places.ToArray();
        var entities = new MappedEntity[_entities.Count];
        for (var index = 0; index < entities.Length; index++)
        {
            var (id, plan, aliases, fields, at, deleted) = _entities[index];
            entities[index] = new MappedEntity(id, plan.Entity, plan.Role == EntityRole.Mention, aliases, written[fields]) { Deleted = deleted, Places = places[at] };
        }

        var links = _links.Count == 0 ? [] : new MappedLink[_links.Count];
        for (var index = 0; index < links.Length; index++)
        {
            var (relation, from, to) = _links[index];
            links[index] = new MappedLink(relation, written[from], written[to]);
        }

        return new MappingResult(entities, links, unmapped);
    }

    /// <summary>Gives the buffer back, whatever it holds.</summary>
    public void GiveBack()
    {
        if (_buffer.Capacity > LargestKept)
        {
            return;
        }

        Writer.Reset();
        _buffer.ResetWrittenCount();
        _entities.Clear();
        _places.Clear();
        _links.Clear();
        (_ids, _start) = (null, 0);
        _spare = this;
    }

    private Range Reference(JsonataValue value, CompiledExpression expression, MapRun run)
    {
        try
        {
            if (value.Kind != JsonataKind.Object)
            {
                throw new FunctionFault(
                    $"a link leads to a reference, and the record gives {Found.Describe(value)}; make one with $id(…), $alias(…) or $person(…)");
            }

            ReferenceWriter.Write(Writer, value, run.Path.At(expression.Member), run);
            return Cut();
        }
        catch (FunctionFault fault)
        {
            throw expression.Failure(fault.Message, fault);
        }
    }

    /// <summary>The range written since the last cut.</summary>
    private Range Cut()
    {
        Writer.Flush();
        Writer.Reset();
        var range = _start.._buffer.WrittenCount;
        _start = range.End.Value;
        return range;
    }
}
