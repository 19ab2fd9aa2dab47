using Plutora.Integration.Hub.Runtime.Polling;
using Plutora.Integration.Hub.Runtime.Scanning;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>What every instance's runner works with.</summary>
/// <param name="Poller">Reads streams.</param>
/// <param name="Ties">Fetches what tied.</param>
/// <param name="Containers">Deletes what removed containers held.</param>
public sealed record InstanceWork(StreamPoller Poller, TieSettler Ties, RemovedContainers Containers);
