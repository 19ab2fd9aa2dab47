using System.Text.Json;
using System.Text.Json.Serialization;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>
/// The members of a JSON object as they are written. They are found at the first look and parsed one by one as they are asked for: most of what passes through an
/// owner is copied and never looked into. What is put together of others' members is written once its text is asked for.
/// </summary>
[JsonConverter(typeof(FieldSetConverter))]
public sealed class FieldSet
{
    [ThreadStatic]
    private static List<FieldMember>? s_found;

    [ThreadStatic]
    private static HashSet<string>? s_names;

    private readonly ReadOnlyMemory<byte> _given;
    private readonly ReadOnlyMemory<MappedField> _places;
    private readonly Func<FieldMember[]>? _make;
    private readonly (FieldSet First, FieldSet Second)? _joined;
    private FieldMember[]? _members;
    private byte[]? _written;
    private bool _hasDoubles;

    /// <summary>The members of an object.</summary>
    /// <param name="json">The object as UTF-8 without white space between its tokens; its memory is kept.</param>
    public FieldSet(ReadOnlyMemory<byte> json) => _given = json;

    /// <summary>The members of an object of which is known where they stand.</summary>
    /// <param name="json">As for <see cref="FieldSet(ReadOnlyMemory{byte})"/>.</param>
    /// <param name="places">Where each member stands, in their order; empty where that is not known.</param>
    internal FieldSet(ReadOnlyMemory<byte> json, ReadOnlyMemory<MappedField> places) => (_given, _places) = (json, places);

    /// <summary>Members that are put together at the first look.</summary>
    internal FieldSet(Func<FieldMember[]> make) => _make = make;

    private FieldSet(FieldMember[] members) => _members = members;

    private FieldSet(FieldSet first, FieldSet second) => _joined = (first, second);

    /// <summary>No member.</summary>
    public static FieldSet Empty { get; } = new([]);

    /// <summary>The object's text.</summary>
    public ReadOnlyMemory<byte> Json => _given.IsEmpty ? _written ??= Write() : _given;

    /// <summary>The object.</summary>
    public JsonElement Element => JsonElement.Parse(Json.Span);

    /// <summary>Names of the members.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            for (var n = 0; n < Count; n++)
            {
                yield return this[n].Name;
            }
        }
    }

    /// <summary>How many members there are.</summary>
    internal int Count => _joined is (var first, var second) ? first.Count + second.Count : Members.Length;

    // Threads that do the same work at once come to the same.
    private FieldMember[] Members => _members ??= _make is null ? Find() : _make();

    /// <summary>A member, in the order in which they are written.</summary>
    internal FieldMember this[int at] => _joined is not (var first, var second) ? Members[at] : at < first.Count ? first[at] : second[at - first.Count];

    /// <summary>The members of an object that was read already.</summary>
    public static FieldSet Of(JsonElement entity) => new(JsonScratch.Write([], entity, static (writer, said) => said.WriteTo(writer)));

    /// <summary>Whether there is a member of a name.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>The value of a member, null included; false when there is no such member.</summary>
    public bool TryGetValue(string name, out JsonElement value)
    {
        var found = TryGetText(name, out var text);
        value = found ? JsonElement.Parse(text.Span) : default;
        return found;
    }

    /// <summary>An object of members of others.</summary>
    /// <param name="members">The members in the order in which they are written, each name once. The array is kept.</param>
    internal static FieldSet Of(FieldMember[] members) => new(members);

    /// <summary>The members of one object, then those of another that has none of their names.</summary>
    internal static FieldSet Join(FieldSet first, FieldSet second) => new(first, second);

    /// <summary>The text of a member's value; false when there is no such member.</summary>
    internal bool TryGetText(string name, out ReadOnlyMemory<byte> text)
    {
        var at = IndexOf(name);
        text = at < 0 ? default : this[at].Value;
        return at >= 0;
    }

    /// <summary>Whether a member stands in both of two objects in the same words, or in neither.</summary>
    internal static bool HaveAlike(FieldSet? one, FieldSet? other, string name)
    {
        var (oneText, otherText) = (default(ReadOnlyMemory<byte>), default(ReadOnlyMemory<byte>));
        return (one?.TryGetText(name, out oneText) ?? false) == (other?.TryGetText(name, out otherText) ?? false) && oneText.Span.SequenceEqual(otherText.Span);
    }

    /// <summary>The same with some members put in the place of those of their names, all in ordinal order.</summary>
    internal FieldSet With(IEnumerable<FieldMember> members)
    {
        var all = new SortedDictionary<string, FieldMember>(StringComparer.Ordinal);
        for (var n = 0; n < Count; n++)
        {
            all[this[n].Name] = this[n];
        }

        foreach (var member in members)
        {
            all[member.Name] = member;
        }

        return Of([.. all.Values]);
    }

    /// <summary>The same without members that are null; null where the members are not in ordinal order.</summary>
    internal FieldSet? OrderedWithoutNulls()
    {
        // Most are looked at for this alone, and need no place for what is left out.
        if (_members is null && !_given.IsEmpty)
        {
            var found = Scan(withNulls: false, out var ordered, out var complete);
            FieldMember[]? kept = ordered ? [.. found] : null;
            found.Clear();
            return kept is null ? null : complete ? Knowing(kept) : Of(kept);
        }

        if (_hasDoubles)
        {
            return null;
        }

        var said = new List<FieldMember>(Count);
        for (var n = 0; n < Count; n++)
        {
            if (n > 0 && string.CompareOrdinal(this[n - 1].Name, this[n].Name) >= 0)
            {
                return null;
            }

            if (!this[n].IsNull)
            {
                said.Add(this[n]);
            }
        }

        return said.Count == Count ? this : Of([.. said]);
    }

    /// <summary>Where a member is; less than 0 where there is none of the name.</summary>
    internal int IndexOf(string name)
    {
        if (_joined is (var first, var second))
        {
            return first.IndexOf(name) is var before and >= 0 ? before : second.IndexOf(name) is var after and >= 0 ? first.Count + after : -1;
        }

        var members = Members;
        for (var n = 0; n < members.Length; n++)
        {
            if (members[n].Name == name)
            {
                return n;
            }
        }

        return -1;
    }

    private FieldSet Knowing(FieldMember[] members)
    {
        _members = members;
        return this;
    }

    private FieldMember[] Find()
    {
        var found = Scan(withNulls: true, out var ordered, out _);

        // Of several with one name the last counts, as everywhere in JSON.
        _hasDoubles = !ordered && !AreDistinct(found);
        FieldMember[] members = !_hasDoubles ? [.. found] : [.. found.GroupBy(member => member.Name, StringComparer.Ordinal).Select(same => same.Last())];
        found.Clear();
        return members;
    }

    // The thread's list, to be cleared.
    private List<FieldMember> Scan(bool withNulls, out bool ordered, out bool complete) => _places.IsEmpty ? Read(withNulls, out ordered, out complete) : Cut(withNulls, out ordered, out complete);

    private List<FieldMember> Cut(bool withNulls, out bool ordered, out bool complete)
    {
        var found = s_found ??= new(64);
        (ordered, complete) = (true, true);
        string? last = null;
        foreach (var place in _places.Span)
        {
            ordered &= last is null || string.CompareOrdinal(last, place.Name) < 0;
            last = place.Name;
            var member = new FieldMember(place.Name, _given[place.Start..place.End], place.ValueStart - place.Start);
            if (withNulls || !member.IsNull)
            {
                found.Add(member);
            }
            else
            {
                complete = false;
            }
        }

        return found;
    }

    private List<FieldMember> Read(bool withNulls, out bool ordered, out bool complete)
    {
        var json = _given;
        var reader = new Utf8JsonReader(json.Span);
        var found = s_found ??= new(64);
        (ordered, complete) = (true, true);
        string? last = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var from = (int)reader.TokenStartIndex;
            var name = FieldNames.Of(ref reader);
            reader.Read();
            ordered &= last is null || string.CompareOrdinal(last, name) < 0;
            last = name;
            if (!withNulls && reader.TokenType == JsonTokenType.Null)
            {
                complete = false;
                continue;
            }

            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            found.Add(new(name, json[from..(int)reader.BytesConsumed], value - from));
        }

        return found;
    }

    private static bool AreDistinct(List<FieldMember> members)
    {
        var names = s_names ??= new(StringComparer.Ordinal);
        var distinct = true;
        foreach (var member in members)
        {
            distinct &= names.Add(member.Name);
        }

        names.Clear();
        return distinct;
    }

    private byte[] Write()
    {
        var count = Count;
        var length = 1 + Math.Max(1, count);
        for (var n = 0; n < count; n++)
        {
            length += this[n].Pair.Length;
        }

        var (json, at) = (new byte[length], 1);
        json[0] = (byte)'{';
        for (var n = 0; n < count; n++)
        {
            var pair = this[n].Pair.Span;
            pair.CopyTo(json.AsSpan(at));
            at += pair.Length;
            json[at++] = (byte)',';
        }

        json[^1] = (byte)'}';
        return json;
    }
}
