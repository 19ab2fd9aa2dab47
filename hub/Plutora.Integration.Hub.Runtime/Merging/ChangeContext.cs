using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>The record that makes a change; the event carries what it says (rule 21 of state).</summary>
/// <param name="Instance">The instance whose record it is.</param>
/// <param name="Stamp">Version and times of the record.</param>
/// <param name="MappingVersion">Activation that mapped it.</param>
/// <param name="Cause"><c>live</c>, <c>backfill</c> or <c>replay</c> (rule 20).</param>
/// <param name="TraceParent">W3C trace context, or null.</param>
public sealed record ChangeContext(string Instance, RecordStamp Stamp, int MappingVersion, EventCause Cause, string? TraceParent);
