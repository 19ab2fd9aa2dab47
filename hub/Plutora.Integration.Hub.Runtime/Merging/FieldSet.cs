using System.Text.Json;
using System.Text.Json.Serialization;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>
/// The members of a JSON object as they are written. They are found at the first look and parsed one by one as they are asked for: most of what passes through an
/// owner is copied and never looked into.
/// </summary>
[JsonConverter(typeof(FieldSetConverter))]
public sealed class FieldSet
{
    [ThreadStatic]
    private static List<Place>? s_found;

    private readonly Func<FieldSet>? _make;
    private ReadOnlyMemory<byte> _json;
    private Place[]? _places;

    /// <summary>The members of an object.</summary>
    /// <param name="json">The object as UTF-8 without white space between its tokens; its memory is kept.</param>
    public FieldSet(ReadOnlyMemory<byte> json) => _json = json;

    /// <summary>Members that are put together at the first look.</summary>
    internal FieldSet(Func<FieldSet> make) => _make = make;

    private FieldSet(byte[] json, Place[] places) => (_json, _places) = (json, places);

    /// <summary>No member.</summary>
    public static FieldSet Empty { get; } = new("{}"u8.ToArray(), []);

    /// <summary>The object's text.</summary>
    public ReadOnlyMemory<byte> Json => Made()._json;

    /// <summary>The object.</summary>
    public JsonElement Element => JsonElement.Parse(Json.Span);

    /// <summary>Names of the members.</summary>
    public IEnumerable<string> Names => Places.Select(place => place.Name);

    /// <summary>How many members there are.</summary>
    internal int Count => Places.Length;

    private Place[] Places => Made()._places ??= Find();

    /// <summary>A member, in the order in which they are written.</summary>
    internal FieldMember this[int at]
    {
        get
        {
            var (name, from, value, end) = Places[at];
            return new(name, _json[from..end], value - from);
        }
    }

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
    /// <param name="members">The members in the order in which they are written, each name once.</param>
    internal static FieldSet Of(ReadOnlySpan<FieldMember> members)
    {
        var length = 1 + Math.Max(1, members.Length);
        foreach (var member in members)
        {
            length += member.Pair.Length;
        }

        var (json, places, at) = (new byte[length], new Place[members.Length], 1);
        json[0] = (byte)'{';
        for (var n = 0; n < members.Length; n++)
        {
            var pair = members[n].Pair.Span;
            pair.CopyTo(json.AsSpan(at));
            places[n] = new(members[n].Name, at, at + members[n].ValueAt, at + pair.Length);
            at += pair.Length;
            json[at++] = (byte)',';
        }

        json[^1] = (byte)'}';
        return new(json, places);
    }

    /// <summary>The members of one object, then those of another that has none of their names.</summary>
    internal static FieldSet Join(FieldSet first, FieldSet second)
    {
        var (before, after) = (first.Places, second.Places);
        if (before.Length == 0 || after.Length == 0)
        {
            return before.Length == 0 ? second : first;
        }

        // The first one's brace gives way to a comma, the other's falls away.
        var shift = first._json.Length - 1;
        var json = new byte[shift + second._json.Length];
        first._json.Span.CopyTo(json);
        second._json.Span.CopyTo(json.AsSpan(shift));
        json[shift] = (byte)',';
        var places = new Place[before.Length + after.Length];
        before.CopyTo(places, 0);
        for (var n = 0; n < after.Length; n++)
        {
            var (name, from, value, end) = after[n];
            places[before.Length + n] = new(name, from + shift, value + shift, end + shift);
        }

        return new(json, places);
    }

    /// <summary>The text of a member's value; false when there is no such member.</summary>
    internal bool TryGetText(string name, out ReadOnlyMemory<byte> text)
    {
        var at = IndexOf(name);
        text = at < 0 ? default : this[at].Value;
        return at >= 0;
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

    /// <summary>Where a member is; less than 0 where there is none of the name.</summary>
    internal int IndexOf(string name)
    {
        var places = Places;
        for (var n = 0; n < places.Length; n++)
        {
            if (places[n].Name == name)
            {
                return n;
            }
        }

        return -1;
    }

    // Threads that do the same work at once come to the same.
    private FieldSet Made()
    {
        if (_make is not null && _places is null)
        {
            var made = _make();
            (_json, _places) = (made.Json, made.Places);
        }

        return this;
    }

    private Place[] Find()
    {
        var reader = new Utf8JsonReader(_json.Span);
        var found = s_found ??= new(64);
        found.Clear();
        var ordered = true;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var from = (int)reader.TokenStartIndex;
            var name = FieldNames.Of(ref reader);
            reader.Read();
            ordered &= found.Count == 0 || string.CompareOrdinal(found[^1].Name, name) < 0;
            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            found.Add(new(name, from, value, (int)reader.BytesConsumed));
        }

        // Of several with one name the last counts, as everywhere in JSON.
        return ordered || found.Select(place => place.Name).Distinct(StringComparer.Ordinal).Count() == found.Count
            ? [.. found]
            : [.. found.GroupBy(place => place.Name, StringComparer.Ordinal).Select(same => same.Last())];
    }

    // Where a member, its value and its end stand in the text.
    private readonly record struct Place(string Name, int From, int Value, int End);
}
