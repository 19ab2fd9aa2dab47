using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Identity;

/// <summary>
/// The id of an entity: who told of it, what it is, and the key by which its tool knows it for good. Written as
/// <c>&lt;instance&gt;/&lt;entity&gt;/&lt;key&gt;</c>, each part percent-encoded, in exactly one way; two ids are the same thing when they are equal, and only then.
/// </summary>
[JsonConverter(typeof(EntityIdConverter))]
public readonly record struct EntityId : ISpanParsable<EntityId>
{
    /// <summary>Makes an id of its parts, unencoded.</summary>
    /// <exception cref="ArgumentException">Instance or entity is no valid name, or the key is empty or no well-formed text; the message says which.</exception>
    public EntityId(string instance, string entity, string key)
    {
        if (Fault(instance, entity, key) is { } fault) throw new ArgumentException(fault);
        (Instance, Entity, Key) = (instance, entity, key);
    }

    private EntityId(string instance, string entity, string key, Checked _) => (Instance, Entity, Key) = (instance, entity, key);

    /// <summary>The instance that told of it.</summary>
    public string Instance { get; }

    /// <summary>The entity's name in the common data model, such as <c>pull-request</c>.</summary>
    public string Entity { get; }

    /// <summary>The tool's own immutable id of it, unencoded.</summary>
    public string Key { get; }

    /// <summary>Whether this is the value of an id never set, which names nothing.</summary>
    [JsonIgnore]
    public bool IsDefault => Key is null;

    /// <summary>The id as text; empty for the value of an id never set.</summary>
    public override string ToString() => IsDefault ? "" : string.Concat([Instance, "/", Entity, "/", PercentEncoding.Encode(Key)]);

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is no id; the message says why.</exception>
    public static EntityId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is no entity id: expected <instance>/<entity>/<key>, each part percent-encoded.");

    /// <summary>Reads an id; false when the text is none. Escapes that need not be there are accepted and not kept.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EntityId id) => TryParse(text.AsSpan(), out id);

    /// <inheritdoc cref="TryParse(string?, out EntityId)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out EntityId id)
    {
        id = default;
        int first = text.IndexOf('/');
        if (first < 0) return false;
        int second = text[(first + 1)..].IndexOf('/');
        if (second < 0) return false;
        second += first + 1;
        if (!PercentEncoding.TryDecode(text[..first], out string? instance)
            || !TryDecodeEntity(text[(first + 1)..second], out string? entity)
            || !PercentEncoding.TryDecode(text[(second + 1)..], out string? key)
            || Fault(instance, entity, key) is not null) return false;
        id = new EntityId(instance, entity, key, Checked.Already);
        return true;
    }

    // The model's own names are not made anew for each id.
    private static bool TryDecodeEntity(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? entity)
    {
        if (!EntityTypes.TryGet(text, out var known)) return PercentEncoding.TryDecode(text, out entity);
        entity = known.Name;
        return true;
    }

    private enum Checked
    {
        Already,
    }

    static EntityId IParsable<EntityId>.Parse(string s, IFormatProvider? provider) => Parse(s);
    static bool IParsable<EntityId>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EntityId result) => TryParse(s, out result);
    static EntityId ISpanParsable<EntityId>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s.ToString());
    static bool ISpanParsable<EntityId>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out EntityId result) => TryParse(s, out result);

    private static string? Fault(string? instance, string? entity, string? key) =>
        !Names.IsValidId(instance) ? $"'{instance}' is no instance id: it must match {Names.Pattern}."
        : !Names.IsValidId(entity) ? $"'{entity}' is no entity name: it must match {Names.Pattern}."
        : string.IsNullOrEmpty(key) ? "The key of an entity id is empty: it must be the tool's own id of the entity."
        : !PercentEncoding.IsWellFormed(key) ? "The key of an entity id holds half of a surrogate pair: it must be well-formed Unicode."
        : null;
}
