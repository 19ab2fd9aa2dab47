namespace Acme.Company.World.Deeds;

/// <summary>What people and tools do to plans: each deed leaves the world as its rules ask, whichever tool it was done in.</summary>
public static class Planned
{
    /// <summary>Writes a work item.</summary>
    /// <param name="world">The company.</param>
    /// <param name="item">The work item; it is given its key, and its first state stands in no history.</param>
    /// <param name="by">Login of who writes it.</param>
    public static WorkItem Write(this CompanyWorld world, WorkItem item, string by) => world.Together(() =>
    {
        var team = world.Get<Team>(item.TeamId);
        return world.Add(item with { Key = $"{team.Key}-{world.Next($"work:{team.Key}")}" }, by);
    });

    /// <summary>Brings a work item into a state; one that is there already is left as it is.</summary>
    /// <param name="world">The company.</param>
    /// <param name="id">Number of the work item.</param>
    /// <param name="state">The state.</param>
    /// <param name="by">Login of who does it.</param>
    /// <param name="resolution">How it ended; <c>Done</c>, or <c>Won't Do</c> where it is given up, when left out.</param>
    public static WorkItem Move(this CompanyWorld world, long id, WorkState state, string by, string? resolution = null) => world.Update<WorkItem>(id, item =>
    {
        if (item.State == state)
        {
            return item;
        }

        var ended = state is WorkState.Done or WorkState.Rejected;
        return item with
        {
            State = state,
            History = item.History.Add(new(world.Now, by, item.State, state)),
            Resolution = ended ? resolution ?? (state == WorkState.Done ? "Done" : "Won't Do") : null,
            ResolvedAt = ended ? world.Now : null,
        };
    }, by);

    /// <summary>Says something about a work item, which counts as a change of it.</summary>
    public static Comment Say(this CompanyWorld world, Comment comment) => world.Together(() =>
    {
        var said = world.Add(comment, comment.Author);
        world.Update<WorkItem>(comment.WorkItemId, item => item with { Comments = item.Comments + 1 }, comment.Author);
        return said;
    });

    /// <summary>Relates two work items, which counts as a change of both; a relation that is there already is left as it is.</summary>
    public static WorkLink Relate(this CompanyWorld world, long from, long to, Relation relation, string by) => world.Together(() =>
    {
        if (world.All<WorkLink>().FirstOrDefault(l => l.FromId == from && l.ToId == to && l.Relation == relation) is { } there)
        {
            return there;
        }

        var link = world.Add(new WorkLink { FromId = from, ToId = to, Relation = relation }, by);
        foreach (var end in new[] { from, to })
        {
            world.Update<WorkItem>(end, item => item with { Links = item.Links + 1 }, by);
        }

        return link;
    });
}
