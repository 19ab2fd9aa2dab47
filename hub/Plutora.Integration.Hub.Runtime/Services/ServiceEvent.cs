using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Services;

/// <summary>What a service says of one of its entities, checked.</summary>
/// <param name="Id">The event's id, the service's own: the same id again is a repetition.</param>
/// <param name="Subject">Id of the entity.</param>
/// <param name="Type">What the entity is.</param>
/// <param name="Time">When it happened at the service.</param>
/// <param name="RecordVersion">The entity's version at the service, a whole number that grows with each change.</param>
/// <param name="Entity">The whole entity as UTF-8 JSON; empty when it is deleted.</param>
internal sealed record ServiceEvent(string Id, EntityId Subject, EntityDescriptor Type, DateTimeOffset Time, string RecordVersion, byte[] Entity)
{
    /// <summary>True when the entity is gone.</summary>
    public bool Deleted => Entity.Length == 0;
}
