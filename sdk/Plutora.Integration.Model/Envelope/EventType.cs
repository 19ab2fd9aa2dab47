using System.Collections.Frozen;
using System.Globalization;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Envelope;

/// <summary>The type of a normalized event, <c>com.plutora.cdm.&lt;entity&gt;.&lt;upserted|deleted&gt;.v&lt;N&gt;</c>.</summary>
/// <param name="Entity">The entity's name.</param>
/// <param name="Change">What the event says of it.</param>
/// <param name="Version">The version of the entity's schema.</param>
public readonly record struct EventType(string Entity, EntityChange Change, int Version)
{
    private const string Prefix = "com.plutora.cdm.";

    // Each event has the texts of its type, so those of the model's own types are made once.
    private static readonly FrozenDictionary<EventType, (string Text, string Schema)> Known = EntityTypes.All
        .SelectMany(type => (EventType[])[new(type.Name, EntityChange.Upserted, type.Version), new(type.Name, EntityChange.Deleted, type.Version)])
        .ToFrozenDictionary(type => type, type => (type.Write(), type.WriteSchema()));

    /// <summary>The name of the JSON Schema that the event's data keeps to.</summary>
    public string Schema => Known.TryGetValue(this, out var known) ? known.Schema : WriteSchema();

    /// <summary>The type as text.</summary>
    public override string ToString() => Known.TryGetValue(this, out var known) ? known.Text : Write();

    private string Write() => $"{Prefix}{Entity}.{(Change == EntityChange.Deleted ? "deleted" : "upserted")}.v{Version.ToString(CultureInfo.InvariantCulture)}";

    private string WriteSchema() => $"urn:plutora:cdm:{Entity}:{Version.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Reads a type; false when the text is none.</summary>
    public static bool TryParse(string? text, out EventType type)
    {
        type = default;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        string[] parts = text[Prefix.Length..].Split('.');
        if (parts.Length != 3 || !Names.IsValidId(parts[0]) || parts[1] is not ("upserted" or "deleted") || parts[2].Length < 2 || parts[2][0] != 'v'
            || !int.TryParse(parts[2].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version < 1) return false;
        type = new EventType(parts[0], parts[1] == "deleted" ? EntityChange.Deleted : EntityChange.Upserted, version);
        return true;
    }
}
