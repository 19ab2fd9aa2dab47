namespace Plutora.Integration.Model.CdEvents;

/// <summary>A CDEvent of v0.5.1, with what its CloudEvents binding asks for beside the body.</summary>
/// <param name="Id">Its id: the same for the same transition of the same entity version, whoever projects and how often.</param>
/// <param name="Source">Where it comes from, as the normalized event tells.</param>
/// <param name="Type">Its type, such as <c>dev.cdevents.change.merged.0.3.0</c>.</param>
/// <param name="Subject">The id of what it is about.</param>
/// <param name="Timestamp">When the transition happened.</param>
/// <param name="Json">The whole event as UTF-8 JSON: context, subject, and the entity as <c>customData</c>.</param>
public sealed record CdEvent(string Id, string Source, string Type, string Subject, DateTimeOffset Timestamp, ReadOnlyMemory<byte> Json);
