using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Mappings.Previewing;

/// <summary>Holds the entities that a preview touches as they are and as they would be, and compares them at its end.</summary>
internal sealed class PreviewTally(IEventLog log)
{
    private readonly Dictionary<string, Touched> _touched = new(StringComparer.Ordinal);

    /// <summary>Takes a contribution as it would be; null where the record would no longer say anything of the entity.</summary>
    public async ValueTask PutAsync(string id, string key, Contribution? said, string record, CancellationToken cancellationToken)
    {
        if (!_touched.TryGetValue(id, out var touched))
        {
            var state = await log.GetStateAsync(OwnerBatch.EntityStore, id, cancellationToken).ConfigureAwait(false) is { } stored
                ? EntityStateFormat.Read(stored, id)
                : new();
            _touched[id] = touched = new(state, new(state.Contributions, StringComparer.Ordinal), record);
        }

        if (said is null)
        {
            touched.Contributions.Remove(key);
        }
        else if (!said.Mention || !touched.Contributions.TryGetValue(key, out var known) || known.RawKey == said.RawKey)
        {
            touched.Contributions[key] = said;
        }
    }

    /// <summary>Counts what would become of all that was put.</summary>
    public MappingPreview Count(MappingPreview preview, int samples)
    {
        var (counts, fields, shown) = (new Dictionary<string, int>(), new SortedDictionary<string, int>(StringComparer.Ordinal), new List<PreviewSample>());
        foreach (var (id, touched) in _touched.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            var (change, differences) = Compare(EntityId.Parse(id), touched);
            counts[change] = counts.GetValueOrDefault(change) + 1;
            foreach (var field in change == "changed" ? differences : [])
            {
                fields[field.Name] = fields.GetValueOrDefault(field.Name) + 1;
            }

            if (change != "unchanged" && shown.Count(sample => sample.Change == change) < Math.Max(1, samples / 4) && shown.Count < samples)
            {
                shown.Add(new(change, id, touched.Record, differences));
            }
        }

        return preview with
        {
            Added = counts.GetValueOrDefault("added"),
            Changed = counts.GetValueOrDefault("changed"),
            Removed = counts.GetValueOrDefault("removed"),
            Unchanged = counts.GetValueOrDefault("unchanged"),
            Waiting = counts.GetValueOrDefault("waiting"),
            Fields = fields,
            Samples = shown,
        };
    }

    private static (string Change, IReadOnlyList<PreviewField> Fields) Compare(EntityId id, Touched touched)
    {
        var link = id.Entity == "link";
        var lives = touched.State.Lives;
        var before = lives ? EntityMerger.Merge(touched.State.Contributions.Values, link) : new(FieldSet.Empty, []);
        var after = touched.State with { Contributions = touched.Contributions, HadRecord = touched.State.HadRecord || touched.Contributions.Values.Any(c => !c.Mention) };
        if (after.Contributions.Count == 0 || EntityOwner.IsDead(after))
        {
            return lives ? ("removed", []) : ("unchanged", []);
        }

        var merged = EntityMerger.Merge(after.Contributions.Values, link);
        if (EntityTypes.Get(id.Entity).Fields.Any(f => f.Required && !f.SetByHub && !merged.Fields.Contains(f.Name)))
        {
            return ("waiting", Differences(before, merged));
        }

        var differences = Differences(before, merged);
        return (!lives ? "added" : differences.Count > 0 ? "changed" : "unchanged", differences);
    }

    private static List<PreviewField> Differences(MergedEntity before, MergedEntity after)
    {
        var differences = before.Fields.Names.Union(after.Fields.Names).Order(StringComparer.Ordinal)
            .Select(name => new PreviewField(name, Of(before.Fields, name), Of(after.Fields, name)))
            .Where(field => field.Before is not { } had || field.After is not { } has || !JsonElement.DeepEquals(had, has)).ToList();
        if (!before.Aliases.SequenceEqual(after.Aliases))
        {
            differences.Add(new("aliases", Aliases(before), Aliases(after)));
        }

        return differences;
    }

    private static JsonElement? Of(FieldSet fields, string name) => fields.TryGetValue(name, out var value) ? value : null;

    private static JsonElement Aliases(MergedEntity entity) => JsonElement.Parse($"[{string.Join(',', entity.Aliases.Select(alias => JsonSerializer.Serialize(alias.Alias, RuntimeJson.Default.String)))}]");

    private sealed record Touched(EntityState State, Dictionary<string, Contribution> Contributions, string Record);
}
