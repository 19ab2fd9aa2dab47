using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>Follows what belongs together from one entity on: by links, and by the references of the entities that work flows through.</summary>
public sealed class Tracer(IEventLog log, EntityReader entities)
{
    /// <summary>Entities visited at most; what lies behind is told as cut.</summary>
    public const int MostEntities = 1_000;

    private const int MostNeighbours = 100;
    private static readonly string[] Starts = ["startedAt", "committedAt", "createdAt", "publishedAt", "finishedAt", "updatedAt"];

    /// <summary>Walks breadth first, each entity once.</summary>
    /// <param name="start">The entity to begin with.</param>
    /// <param name="depth">How many steps to go at most.</param>
    /// <param name="visible">Whether the asker may see an entity.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async Task<Trace> WalkAsync(StoredEntity start, int depth, Func<EntityId, bool> visible, CancellationToken cancellationToken)
    {
        var steps = new List<TraceStep>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { start.Id };
        var queue = new Queue<(string Id, int Depth)>([(start.Id, 0)]);
        var nodes = new List<TraceNode> { Node(start) };
        var cut = false;
        while (queue.TryDequeue(out var at))
        {
            if (at.Depth == depth)
            {
                continue;
            }

            foreach (var (relation, target, outward) in await NeighboursAsync(at.Id, cancellationToken).ConfigureAwait(false))
            {
                if (seen.Contains(target) || !EntityId.TryParse(target, out var id) || !visible(id))
                {
                    continue;
                }

                if (seen.Count >= MostEntities)
                {
                    cut = true;
                    continue;
                }

                if ((await entities.FindAsync(target, cancellationToken).ConfigureAwait(false)).Entity is { } found)
                {
                    seen.Add(target);
                    nodes.Add(Node(found));
                    steps.Add(new(at.Id, relation, outward, target));
                    queue.Enqueue((target, at.Depth + 1));
                }
            }
        }

        return new(nodes, steps, cut);
    }

    private async Task<IReadOnlyList<(string Relation, string Target, bool Outward)>> NeighboursAsync(string id, CancellationToken cancellationToken)
    {
        var found = new List<(string, string, bool)>();
        foreach (var link in await entities.LinksAsync(id, cancellationToken).ConfigureAwait(false))
        {
            var (from, to) = (LinkIndex.EndOf(link.Entity.GetProperty("from")), LinkIndex.EndOf(link.Entity.GetProperty("to")));
            if (from is not null && to is not null)
            {
                found.Add((link.Entity.GetProperty("relation").GetString()!, from == id ? to : from, from == id));
            }
        }

        if ((await entities.FindAsync(id, cancellationToken).ConfigureAwait(false)).Entity is { } entity && EntityId.TryParse(id, out var known))
        {
            found.AddRange(ReferrerIndex.Targets(EntityTypes.Get(known.Entity), FieldSet.Of(entity.Entity)).Select(t => (t.Field, t.Target, true)));
        }

        await foreach (var entry in log.ScanStateAsync(ReferrerIndex.Store, id + '\0', ct: cancellationToken).ConfigureAwait(false))
        {
            var parts = entry.Key.Split('\0');
            found.Add((parts[2], parts[1], false));
            if (found.Count >= MostNeighbours)
            {
                break;
            }
        }

        return found;
    }

    private static TraceNode Node(StoredEntity entity) => new(
        entity.Id, EntityId.Parse(entity.Id).Entity, Text(entity.Entity, "title"), Text(entity.Entity, "state") ?? Text(entity.Entity, "outcome"), Text(entity.Entity, "url"), entity.Deleted)
    {
        At = Time(entity.Entity),
    };

    // Where it began: that is its place in time beside what it led to.
    private static DateTimeOffset? Time(JsonElement entity) =>
        Starts.Select(field => entity.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at) ? at : (DateTimeOffset?)null).FirstOrDefault(at => at is not null);

    private static string? Text(JsonElement entity, string field) => entity.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What a trace found.</summary>
/// <param name="Nodes">The entities, the first one first.</param>
/// <param name="Steps">How each of the others was reached; together they are a tree.</param>
/// <param name="Cut">Whether there is more than was followed.</param>
public sealed record Trace(IReadOnlyList<TraceNode> Nodes, IReadOnlyList<TraceStep> Steps, bool Cut);

/// <summary>An entity of a trace.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Entity">What it is.</param>
/// <param name="Title">Its title.</param>
/// <param name="State">Its state or outcome.</param>
/// <param name="Url">Its page at the tool.</param>
/// <param name="Deleted">Whether it is gone.</param>
public sealed record TraceNode(string Id, string Entity, string? Title, string? State, string? Url, bool Deleted)
{
    /// <summary>When it began at its tool; null where that is not known.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>A step of a trace.</summary>
/// <param name="From">Id of the entity that it leads from.</param>
/// <param name="Relation">Relation of the link, or name of the field.</param>
/// <param name="Outward">Whether the first states it of the second; false the other way round.</param>
/// <param name="To">Id of the entity that it leads to.</param>
public sealed record TraceStep(string From, string Relation, bool Outward, string To);
