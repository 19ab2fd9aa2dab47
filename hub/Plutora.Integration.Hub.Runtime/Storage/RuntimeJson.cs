using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Actions.Inbox;
using Plutora.Integration.Hub.Runtime.Audit;
using Plutora.Integration.Hub.Runtime.Catalog;
using Plutora.Integration.Hub.Runtime.CdEvents.Delivery;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Mappings.Drift;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Plugins.Packages;
using Plutora.Integration.Hub.Runtime.Records.Privacy;
using Plutora.Integration.Hub.Runtime.Replays;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Scanning;
using Plutora.Integration.Hub.Runtime.Sharing;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>How the runtime's own state is written to the log.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(LastDelivery))]
[JsonSerializable(typeof(ActionEntry))]
[JsonSerializable(typeof(SettleOrder))]
[JsonSerializable(typeof(InboxRequest))]
[JsonSerializable(typeof(InboxRefusal))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(EntityState))]
[JsonSerializable(typeof(RecordState))]
[JsonSerializable(typeof(DeadLetter))]
[JsonSerializable(typeof(InstanceDefinition))]
[JsonSerializable(typeof(CarriedInstances))]
[JsonSerializable(typeof(Cursor))]
[JsonSerializable(typeof(StoredActivation))]
[JsonSerializable(typeof(ChangeContext))]
[JsonSerializable(typeof(IReadOnlyList<OwnerMessage>))]
[JsonSerializable(typeof(AliasSpan))]
[JsonSerializable(typeof(PendingReference))]
[JsonSerializable(typeof(FetchRequest))]
[JsonSerializable(typeof(ReplayJob))]
[JsonSerializable(typeof(ReplayPlace))]
[JsonSerializable(typeof(StoredUnmapped))]
[JsonSerializable(typeof(StoredPaths))]
[JsonSerializable(typeof(AcceptedDrift))]
[JsonSerializable(typeof(ScanState))]
[JsonSerializable(typeof(HeldDeletions))]
[JsonSerializable(typeof(RemovedContainer))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(ForgottenPerson))]
[JsonSerializable(typeof(KeptPackage))]
[JsonSerializable(typeof(LinkRule))]
[JsonSerializable(typeof(StoredRule))]
[JsonSerializable(typeof(RuleJob))]
[JsonSerializable(typeof(CatalogDocument))]
[JsonSerializable(typeof(CatalogCursor))]
[JsonSerializable(typeof(ReceiverControl))]
[JsonSerializable(typeof(ReceiverTrouble))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(string))]
internal sealed partial class RuntimeJson : JsonSerializerContext;
