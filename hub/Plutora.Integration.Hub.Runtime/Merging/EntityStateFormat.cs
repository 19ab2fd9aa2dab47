using System.Collections.ObjectModel;
using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>How what the owner keeps of an entity is stored: as bytes since format 2, as JSON before, which is read alike.</summary>
internal static class EntityStateFormat
{
    private const byte Newest = 2;

    [Flags]
    private enum Marks : byte
    {
        None = 0,
        Deleted = 1,
        HadRecord = 2,
        Published = 4,
        Rare = 8,
    }

    public static byte[] Write(EntityState state) => StateWriter.Write(Newest, state, static (writer, said) =>
    {
        var rare = said.Held is not null || said.Echoes.Count > 0 || said.GoneEnds.Count > 0;
        var marks = (said.Deleted ? Marks.Deleted : 0) | (said.HadRecord ? Marks.HadRecord : 0) | (said.Published is null ? 0 : Marks.Published) | (rare ? Marks.Rare : 0);
        writer.Byte((byte)marks);
        writer.Number(said.EntityVersion);
        if (said.Published is { } entity)
        {
            writer.Bytes(entity.Json.Span);
        }

        writer.Number(said.Contributions.Count);
        foreach (var (key, contribution) in said.Contributions)
        {
            writer.Text(key);
            ContributionFormat.Write(writer, contribution, said.Published);
        }

        writer.Texts(said.Missing);
        writer.Texts(said.Wanted);
        writer.Number(said.Resolved.Count);
        foreach (var (key, target) in said.Resolved)
        {
            writer.Text(key);
            writer.Text(target);
        }

        writer.Number(said.SeenOmitted);
        writer.Number(said.Seen.Count);
        foreach (var seen in said.Seen)
        {
            writer.Instant(seen.At);
            writer.Text(seen.State);
            writer.Text(seen.SourceState);
        }

        if (rare)
        {
            var parts = new EntityState { Held = said.Held, Echoes = said.Echoes, GoneEnds = said.GoneEnds };
            writer.Bytes(JsonSerializer.SerializeToUtf8Bytes(parts, RuntimeJson.Default.EntityState));
        }
    });

    /// <param name="stored">What is stored.</param>
    /// <param name="id">The entity's id, for whoever reads of a fault.</param>
    public static EntityState Read(ReadOnlyMemory<byte> stored, string id) => StateJson.Read(stored, RuntimeJson.Default.EntityState, new("Entity", id), Newest, Read);

    /// <summary>Whether the last event of what is stored said deleted, without reading the rest of it.</summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, string)"/>
    public static bool IsDeleted(ReadOnlyMemory<byte> stored, string id)
    {
        var what = new StateName("Entity", id);
        var value = StateJson.Raw(stored, what, Newest);
        return stored.Span[0] < Newest ? Read(stored, id).Deleted : ((Marks)new StateReader(value, what).Byte()).HasFlag(Marks.Deleted);
    }

    private static EntityState Read(ref StateReader reader)
    {
        var marks = (Marks)reader.Byte();
        var version = reader.Number();
        var published = marks.HasFlag(Marks.Published) ? new FieldSet(reader.Bytes()) : null;
        var state = new EntityState
        {
            EntityVersion = version,
            Deleted = marks.HasFlag(Marks.Deleted),
            HadRecord = marks.HasFlag(Marks.HadRecord),
            Published = published,
            Contributions = Contributions(ref reader, published),
            Missing = reader.Texts(),
            Wanted = reader.Texts(),
            Resolved = Resolved(ref reader),
            SeenOmitted = (int)reader.Number(),
            Seen = Seen(ref reader),
        };
        if (!marks.HasFlag(Marks.Rare))
        {
            return state;
        }

        var rare = JsonSerializer.Deserialize(reader.Bytes().Span, RuntimeJson.Default.EntityState)!;
        return state with { Held = rare.Held, Echoes = rare.Echoes, GoneEnds = rare.GoneEnds };
    }

    private static Dictionary<string, Contribution> Contributions(ref StateReader reader, FieldSet? published)
    {
        var count = reader.Count();
        var contributions = new Dictionary<string, Contribution>(count, StringComparer.Ordinal);
        for (var n = 0; n < count; n++)
        {
            var key = reader.Text();
            contributions[key] = ContributionFormat.Read(ref reader, key, published);
        }

        return contributions;
    }

    private static IReadOnlyDictionary<string, string> Resolved(ref StateReader reader)
    {
        var count = reader.Count();
        if (count == 0)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var resolved = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var n = 0; n < count; n++)
        {
            resolved[reader.Text()] = reader.Text();
        }

        return resolved;
    }

    private static SeenState[] Seen(ref StateReader reader)
    {
        var seen = new SeenState[reader.Count()];
        for (var n = 0; n < seen.Length; n++)
        {
            seen[n] = new(reader.Instant(), reader.Text(), reader.TextOrNull());
        }

        return seen;
    }
}
