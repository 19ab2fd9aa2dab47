using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>
/// What incidents prove: that one was detected, where the tool tells when; that it was reported, since it stands in a tool; that it is resolved.
/// </summary>
internal static class OperateFacts
{
    public static IEnumerable<Fact> Of(Incident incident, string hub)
    {
        if (incident.DetectedAt is not null)
            yield return Described(new Fact("incident.detected.0.3.0", hub), incident).When(incident.DetectedAt).Requires("environment");
        yield return Described(new Fact("incident.reported.0.3.0", hub), incident).When(incident.CreatedAt)
            .Uri("ticketURI", incident.Url).Requires("environment", "ticketURI");
        if (incident.State is IncidentState.Resolved or IncidentState.Closed)
            yield return Described(new Fact("incident.resolved.0.3.0", hub), incident).When(incident.ResolvedAt ?? incident.ClosedAt).Requires("environment");
    }

    private static Fact Described(Fact fact, Incident incident) => fact.About(incident.Id)
        .Text("description", incident.Description is { Length: > 0 } text ? text : incident.Title)
        .Reference("environment", incident.Environment).Reference("service", incident.Service).Text("artifactId", incident.ArtifactId);
}
