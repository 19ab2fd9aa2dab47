using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>What a cache's files hold, as one connection sees it.</summary>
/// <param name="Changes">The table of changes; a row without a value says that its key is removed.</param>
/// <param name="Sorted">What a build has sorted; null when nothing was built.</param>
internal readonly record struct StoredState(Database Changes, SortedState? Sorted);
