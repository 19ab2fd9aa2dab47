using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>What work items prove: CDEvents' ticket. Persons are named by their entity's id, never by name or address.</summary>
internal static class TicketFacts
{
    public static IEnumerable<Fact> Of(WorkItem item, string hub)
    {
        yield return Described(new Fact("ticket.created.0.2.0", hub), item).When(item.CreatedAt).Requires("summary", "creator", "uri");
        if (item.State is WorkItemState.Done or WorkItemState.Canceled)
            yield return Described(new Fact("ticket.closed.0.2.0", hub), item).When(item.ClosedAt ?? item.ResolvedAt)
                .Text("resolution", CdValues.Resolution(item)).Text("updatedBy", item.ClosedBy?.Id?.ToString()).Requires("uri", "resolution");
    }

    public static Fact Updated(WorkItem item, string hub) => Described(new Fact("ticket.updated.0.2.0", hub), item).When(item.UpdatedAt).Requires("uri");

    private static Fact Described(Fact fact, WorkItem item) => fact.About(item.Id)
        .Text("summary", item.Title)
        .Text("ticketType", CdValues.Of(item.Kind, item.SourceKind))
        .Text("group", item.Project)
        .Text("creator", (item.Creator?.Id ?? item.Reporter?.Id)?.ToString())
        .Texts("assignees", item.Assignees?.Where(person => person.IsResolved).Select(person => person.Id!.Value.ToString()))
        .Text("priority", CdValues.Of(item.Priority, item.SourcePriority))
        .Texts("labels", item.Labels)
        .Text("milestone", item.Milestone?.Id?.ToString())
        .Text("uri", CdValues.UriReference(item.Url));
}
