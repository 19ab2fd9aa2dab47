using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Mapping;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>Makes contributions of what a mapping yields and sends them to the owners of their entities.</summary>
internal static class Contributions
{
    private const string AnyScope = "*";

    /// <summary>Sends all that a record says.</summary>
    /// <returns>Ids of the entities and links that it is about; mentions are not among them.</returns>
    public static IReadOnlyList<string> Send(OwnerBatch batch, Arriving arriving, MappingResult result, ChangeContext change)
    {
        var about = new List<string>(result.Entities.Count + result.Links.Count);
        foreach (var (entity, key, said, link) in Of(arriving, result, change.MappingVersion))
        {
            batch.Send(new Contribute(entity, key, said, change, said.Mention || link ? null : arriving.Refetch));
            if (!said.Mention)
            {
                about.Add(entity);
            }
        }

        return about;
    }

    /// <summary>All that a record says: of which entity or link, and under which key it is kept.</summary>
    public static IEnumerable<(string Entity, string Key, Contribution Contribution, bool IsLink)> Of(Arriving arriving, MappingResult result, int mappingVersion)
    {
        foreach (var entity in result.Entities)
        {
            var said = Of(arriving, mappingVersion) with
            {
                Gone = entity.Deleted,
                Mention = entity.Mention,
                Fields = Fields(entity.Fields),
                Aliases = [.. entity.Aliases.Select(a => new AliasStatement(a.Alias, a.Scope switch { null => arriving.Raw.Instance, AnyScope => "", var scope => scope }))],
            };
            yield return (entity.Id.ToString(), entity.Mention ? said.Stream : arriving.Key, said, false);
        }

        foreach (var link in result.Links)
        {
            // A link's id follows from what it says (rule 23 of state).
            var id = RuleLinks.Id(arriving.Raw.Instance, link.Relation, link.From.Span, link.To.Span).ToString();
            yield return (id, arriving.Key, Of(arriving, mappingVersion) with { Secondary = false, Fields = RuleLinks.Fields(link.Relation, link.From, link.To, "stated", 1, null) }, true);
        }
    }

    /// <summary>Sends the states that an older record shows.</summary>
    public static void SendSeen(OwnerBatch batch, Arriving arriving, MappingResult result, ChangeContext change)
    {
        foreach (var entity in result.Entities.Where(e => !e.Mention && !e.Deleted && ObservedHistory.IsKeptFor(EntityTypes.Get(e.Entity))))
        {
            if (ObservedHistory.Read(Fields(entity.Fields), change.At) is { } seen)
            {
                batch.Send(new See(entity.Id.ToString(), seen, change));
            }
        }
    }

    /// <summary>What a record says once it is gone.</summary>
    public static Contribution Gone(Arriving arriving, ChangeContext change) => Of(arriving, change.MappingVersion) with { Gone = true };

    private static Contribution Of(Arriving arriving, int mappingVersion) => new()
    {
        Stream = $"{arriving.Raw.Instance}/{arriving.Raw.Record.Stream}",
        StreamOrder = arriving.Order,
        RawKey = arriving.Key,
        Secondary = arriving.Stream.Secondary,
        Fetched = arriving.Raw.Origin == RecordOrigin.Fetch,
        Era = arriving.Raw.Era,
        Stamp = arriving.Stamp,
        MappingVersion = mappingVersion,
    };

    // Every entity's fields are an object; one that is only told to be gone has none.
    private static FieldSet Fields(ReadOnlyMemory<byte> json) => json.IsEmpty ? FieldSet.Empty : new(json);
}
