namespace Plutora.Integration.EventLog.Embedded.Writing;

/// <summary>A change of what is held in memory alone, made on the writer's thread between two commits.</summary>
internal sealed class MemoryItem(Action change) : WriteItem<bool>
{
    public override bool InMemory => true;

    public override void Write(WriteSession session) => change();
}
