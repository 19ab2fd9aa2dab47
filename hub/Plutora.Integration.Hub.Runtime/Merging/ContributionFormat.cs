using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>How a contribution is written as bytes.</summary>
internal static class ContributionFormat
{
    [Flags]
    private enum Marks : byte
    {
        None = 0,
        Mention = 1,
        Secondary = 2,
        Gone = 4,
        Fetched = 8,

        /// <summary>Its fields are those of the published entity and stand there, but for the nulls.</summary>
        Published = 16,
    }

    /// <param name="writer">Where to.</param>
    /// <param name="said">The contribution.</param>
    /// <param name="published">The published entity that is written beside it, or null.</param>
    public static void Write(StateWriter writer, Contribution said, FieldSet? published = null)
    {
        var shared = published is not null && IsIn(said.Fields, published);
        var marks = (said.Mention ? Marks.Mention : 0) | (said.Secondary ? Marks.Secondary : 0) | (said.Gone ? Marks.Gone : 0) | (said.Fetched ? Marks.Fetched : 0) | (shared ? Marks.Published : 0);
        writer.Byte((byte)marks);
        writer.Text(said.Stream);
        writer.Number(said.StreamOrder);
        writer.Text(said.RawKey);
        writer.Number(said.Era);
        StampFormat.Write(writer, said.Stamp);
        writer.Number(said.MappingVersion);
        if (shared)
        {
            writer.Texts(Nulls(said.Fields));
        }
        else
        {
            writer.Bytes(said.Fields.Json.Span);
        }

        writer.Number(said.Aliases.Count);
        foreach (var alias in said.Aliases)
        {
            writer.Text(alias.Alias);
            writer.Text(alias.Scope);
        }
    }

    /// <param name="reader">Where from.</param>
    /// <param name="key">Under which it is kept: the record's own, unless it is a mention.</param>
    /// <param name="published">The published entity that is written beside it, or null.</param>
    public static Contribution Read(ref StateReader reader, string key, FieldSet? published = null)
    {
        var marks = (Marks)reader.Byte();
        return new()
        {
            Mention = marks.HasFlag(Marks.Mention),
            Secondary = marks.HasFlag(Marks.Secondary),
            Gone = marks.HasFlag(Marks.Gone),
            Fetched = marks.HasFlag(Marks.Fetched),
            Stream = reader.Text(),
            StreamOrder = (int)reader.Number(),
            RawKey = reader.Text(key),
            Era = (int)reader.Number(),
            Stamp = StampFormat.ReadStamp(ref reader),
            MappingVersion = (int)reader.Number(),
            Fields = marks.HasFlag(Marks.Published) ? Shared(published ?? throw reader.Damaged(), reader.Texts()) : new(reader.Bytes()),
            Aliases = Aliases(ref reader),
        };
    }

    // Most entities are told by one record: what it says is what is published, but for the fields that it says to be empty.
    private static bool IsIn(FieldSet fields, FieldSet published)
    {
        var (at, last) = (Start(published), "");
        for (var n = 0; n < fields.Count; n++)
        {
            var member = fields[n];
            if (string.CompareOrdinal(last, member.Name) >= 0 || !member.IsNull && (at == published.Count || !published[at++].Pair.Span.SequenceEqual(member.Pair.Span)))
            {
                return false;
            }

            last = member.Name;
        }

        return at == published.Count;
    }

    private static List<string> Nulls(FieldSet fields)
    {
        var nulls = new List<string>();
        for (var n = 0; n < fields.Count; n++)
        {
            if (fields[n].IsNull)
            {
                nulls.Add(fields[n].Name);
            }
        }

        return nulls;
    }

    // What the record said before is seldom looked at again.
    private static FieldSet Shared(FieldSet published, string[] nulls) => new(() =>
    {
        var members = nulls.Select(name => FieldMember.Of(name, 0, static (writer, _) => writer.WriteNullValue())).ToList();
        for (var n = Start(published); n < published.Count; n++)
        {
            members.Add(published[n]);
        }

        return [.. members.OrderBy(m => m.Name, StringComparer.Ordinal)];
    });

    // Aliases are no field of a record.
    private static int Start(FieldSet published) =>
        EntityJson.BodyOf(published) is var at && at < published.Count && published[at].Name == EntityJson.AliasesField ? at + 1 : at;

    private static AliasStatement[] Aliases(ref StateReader reader)
    {
        var aliases = new AliasStatement[reader.Count()];
        for (var n = 0; n < aliases.Length; n++)
        {
            aliases[n] = new(reader.Text(), reader.Text());
        }

        return aliases;
    }
}
