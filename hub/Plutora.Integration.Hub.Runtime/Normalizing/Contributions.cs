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
    /// <param name="batch">Where to.</param>
    /// <param name="arriving">The record.</param>
    /// <param name="known">What stands of the record so far; null when nothing does.</param>
    /// <param name="result">What the mapping made of it.</param>
    /// <param name="change">The change that it makes.</param>
    /// <returns>Ids of the entities and links that it is about; mentions are not among them.</returns>
    public static IReadOnlyList<string> Send(OwnerBatch batch, Arriving arriving, RecordState? known, MappingResult result, ChangeContext change)
    {
        var about = new List<string>(result.Entities.Count + result.Links.Count);
        foreach (var entity in result.Entities)
        {
            var (id, key, said) = Of(arriving, entity, change.MappingVersion);
            batch.Send(new Contribute(id, key, said, change, said.Mention ? null : arriving.Refetch));
            if (!said.Mention)
            {
                about.Add(id);
            }
        }

        // A link's id holds all that is said of it: what this activation stated with the version before stands as it is.
        var stated = known is { Deleted: false } && known.Era == arriving.Raw.Era && known.MappingVersion == change.MappingVersion ? known.Entities : [];
        foreach (var link in result.Links)
        {
            var id = IdOf(arriving, link);
            if (!stated.Contains(id))
            {
                batch.Send(new Contribute(id, arriving.Key, Of(arriving, link, change.MappingVersion), change, null));
            }

            about.Add(id);
        }

        return about;
    }

    /// <summary>All that a record says: of which entity or link, and under which key it is kept.</summary>
    public static IEnumerable<(string Entity, string Key, Contribution Contribution)> Of(Arriving arriving, MappingResult result, int mappingVersion) =>
        result.Entities.Select(entity => Of(arriving, entity, mappingVersion)).Concat(result.Links.Select(link => (IdOf(arriving, link), arriving.Key, Of(arriving, link, mappingVersion))));

    /// <summary>Sends the states that an older record shows.</summary>
    public static void SendSeen(OwnerBatch batch, Arriving arriving, MappingResult result, ChangeContext change)
    {
        foreach (var entity in result.Entities.Where(e => !e.Mention && !e.Deleted && ObservedHistory.IsKeptFor(EntityTypes.Get(e.Entity))))
        {
            if (ObservedHistory.Read(Fields(entity), change.At) is { } seen)
            {
                batch.Send(new See(entity.Id.ToString(), seen, change));
            }
        }
    }

    /// <summary>What a record says once it is gone.</summary>
    public static Contribution Gone(Arriving arriving, ChangeContext change) => Of(arriving, change.MappingVersion, FieldSet.Empty, [], arriving.Stream.Secondary, gone: true);

    private static (string Entity, string Key, Contribution Contribution) Of(Arriving arriving, MappedEntity entity, int mappingVersion)
    {
        var aliases = entity.Aliases.Count == 0 ? [] : new AliasStatement[entity.Aliases.Count];
        for (var n = 0; n < aliases.Length; n++)
        {
            var alias = entity.Aliases[n];
            aliases[n] = new(alias.Alias, alias.Scope switch { null => arriving.Raw.Instance, AnyScope => "", var scope => scope });
        }

        var said = Of(arriving, mappingVersion, Fields(entity), aliases, arriving.Stream.Secondary, entity.Mention, entity.Deleted);
        return (entity.Id.ToString(), entity.Mention ? arriving.Source : arriving.Key, said);
    }

    // A link's id follows from what it says (rule 23 of state).
    private static string IdOf(Arriving arriving, MappedLink link) => RuleLinks.Id(arriving.Raw.Instance, link.Relation, link.From.Span, link.To.Span).ToString();

    private static Contribution Of(Arriving arriving, MappedLink link, int mappingVersion) =>
        Of(arriving, mappingVersion, RuleLinks.Fields(link.Relation, link.From, link.To, "stated", 1, null), [], secondary: false);

    private static Contribution Of(Arriving arriving, int mappingVersion, FieldSet fields, IReadOnlyList<AliasStatement> aliases, bool secondary, bool mention = false, bool gone = false) => new()
    {
        Stream = arriving.Source,
        StreamOrder = arriving.Order,
        RawKey = arriving.Key,
        Mention = mention,
        Secondary = secondary,
        Gone = gone,
        Fetched = arriving.Raw.Origin == RecordOrigin.Fetch,
        Era = arriving.Raw.Era,
        Stamp = arriving.Stamp,
        MappingVersion = mappingVersion,
        Fields = fields,
        Aliases = aliases,
    };

    // Every entity's fields are an object; one that is only told to be gone has none.
    private static FieldSet Fields(MappedEntity entity) => entity.Fields.IsEmpty ? FieldSet.Empty : new(entity.Fields, entity.Places);
}
