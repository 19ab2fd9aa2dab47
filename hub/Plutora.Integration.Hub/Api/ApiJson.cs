using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Audit;
using Plutora.Integration.Hub.Runtime.CdEvents.Delivery;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Mappings.Drift;
using Plutora.Integration.Hub.Runtime.Mappings.Previewing;
using Plutora.Integration.Hub.Runtime.Replays;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Scanning;
using Plutora.Integration.Mapping;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Api;

/// <summary>How the API writes JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReceiveAnswer))]
[JsonSerializable(typeof(PublishAnswer))]
[JsonSerializable(typeof(ActionBody))]
[JsonSerializable(typeof(ActionEntry))]
[JsonSerializable(typeof(ActionPage))]
[JsonSerializable(typeof(ActionPreview))]
[JsonSerializable(typeof(IReadOnlyList<OfferAnswer>))]
[JsonSerializable(typeof(SettleActionRequest))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditLook))]
[JsonSerializable(typeof(ForgetRequest))]
[JsonSerializable(typeof(ForgetAnswer))]
[JsonSerializable(typeof(BackupRequest))]
[JsonSerializable(typeof(BackupAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ConnectorAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<InstanceAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<CursorAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<LagAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<DeadLetterAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<MappingAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<KeyAnswer>))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyCreated))]
[JsonSerializable(typeof(EntityAnswer))]
[JsonSerializable(typeof(IReadOnlyList<EntityAnswer>))]
[JsonSerializable(typeof(MappingRequest))]
[JsonSerializable(typeof(IReadOnlyList<UnmappedCount>))]
[JsonSerializable(typeof(PlaceRequest))]
[JsonSerializable(typeof(IReadOnlyList<StreamDrift>))]
[JsonSerializable(typeof(PreviewRequest))]
[JsonSerializable(typeof(MappingPreview))]
[JsonSerializable(typeof(IReadOnlyList<MappingChange>))]
[JsonSerializable(typeof(OverlayAnswer))]
[JsonSerializable(typeof(LintRequest))]
[JsonSerializable(typeof(IReadOnlyList<FaultAnswer>))]
[JsonSerializable(typeof(TestRequest))]
[JsonSerializable(typeof(IReadOnlyList<TestAnswer>))]
[JsonSerializable(typeof(EvalRequest))]
[JsonSerializable(typeof(EvalAnswer))]
[JsonSerializable(typeof(ProposeRequest))]
[JsonSerializable(typeof(ProposalAnswer))]
[JsonSerializable(typeof(ReplayProgress))]
[JsonSerializable(typeof(HubStatus))]
[JsonSerializable(typeof(InstanceExport))]
[JsonSerializable(typeof(IReadOnlyList<EntityVersion>))]
[JsonSerializable(typeof(Trace))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(IReadOnlyList<EntityTransition>))]
[JsonSerializable(typeof(RecordAnswer))]
[JsonSerializable(typeof(IReadOnlyList<DeadLetterGroup>))]
[JsonSerializable(typeof(DeadLetterReplay))]
[JsonSerializable(typeof(ReplayLettersRequest))]
[JsonSerializable(typeof(TryRequest))]
[JsonSerializable(typeof(TryAnswer))]
[JsonSerializable(typeof(DeletionsAnswer))]
[JsonSerializable(typeof(IReadOnlyList<HeldDeletions>))]
[JsonSerializable(typeof(ReferencesAnswer))]
[JsonSerializable(typeof(SettleRequest))]
[JsonSerializable(typeof(IReadOnlyList<WaitingEntity>))]
[JsonSerializable(typeof(IReadOnlyList<CatalogDocumentAnswer>))]
[JsonSerializable(typeof(RuleAnswer))]
[JsonSerializable(typeof(IReadOnlyList<RuleAnswer>))]
[JsonSerializable(typeof(RulePreview))]
[JsonSerializable(typeof(LinkRule))]
[JsonSerializable(typeof(ReceiverStatus))]
[JsonSerializable(typeof(IReadOnlyList<ReceiverStatus>))]
[JsonSerializable(typeof(SecretRequest))]
[JsonSerializable(typeof(InstallRequest))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>What became of a delivery.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Records">Records that were taken.</param>
/// <param name="Faults">Of an upload, why parts are set aside, each by its row where it has rows; the first hundred. Null when there are none.</param>
internal sealed record ReceiveAnswer(string Status, string Message, int Records, IReadOnlyList<string>? Faults = null);

/// <summary>A connector that is loaded.</summary>
internal sealed record ConnectorAnswer(string Id, string Version, string DisplayName, string Description, string SdkVersion, string Sha256, JsonObject OptionsSchema, IReadOnlyList<string> Streams, IReadOnlyList<string> Mappings);

/// <summary>An instance, what it is doing, and where its tool delivers webhooks; secrets are references and stay so.</summary>
internal sealed record InstanceAnswer(InstanceDefinition Definition, InstanceState? State, string? WebhookAddress)
{
    public static InstanceAnswer Of(InstanceDefinition definition, HttpContext http, HubRuntime runtime) =>
        new(definition, runtime.Instances.Find(definition.Id)?.State, PublicAddress.OfWebhook(definition, http, runtime));
}

/// <summary>The cursor of a stream.</summary>
internal sealed record CursorAnswer(string Stream, string Mode, Cursor Cursor);

/// <summary>Records of a stream that are stored and not mapped yet.</summary>
internal sealed record LagAnswer(string Stream, long Records);

/// <summary>A dead letter without its payload, or with it and the members of it that the reason is about.</summary>
internal sealed record DeadLetterAnswer(string Id, string Instance, string? Stream, string? RecordId, string Stage, string Reason, int MappingVersion, DateTimeOffset At, DateTimeOffset ReceivedAt, string? Payload, IReadOnlyList<string>? Members = null);

/// <summary>An activation of a mapping.</summary>
internal sealed record MappingAnswer(string Instance, string Stream, int Number, string Fingerprint, string Reason, DateTimeOffset At, bool Active, string? Overlay, IReadOnlyList<string> Conflicts);

/// <summary>Asks to activate an overlay (null: the base alone, unless the one that was begun is asked for) or to roll back to a number.</summary>
internal sealed record MappingRequest(string? Overlay, int? Number, bool Draft = false);

/// <summary>Asks to place a value in a table of the overlay, and to activate it at once or not.</summary>
internal sealed record PlaceRequest(string Table, string Value, string To, bool Activate = false);

/// <summary>Asks for a preview or a difference: of an overlay; without one, of the one that was begun or is active; or of the base alone.</summary>
internal sealed record PreviewRequest(string? Overlay, bool Base = false, int Records = 10_000, DateTimeOffset? Since = null, int Samples = 20);

/// <summary>An overlay: the one that was begun and is not active yet, or the active one; null without any.</summary>
internal sealed record OverlayAnswer(string? Overlay, bool Active);

/// <summary>A key as listed.</summary>
internal sealed record KeyAnswer(string Name, Role Role, KeyScope Scope, IReadOnlyList<string> Publishes, DateTimeOffset CreatedAt);

/// <summary>Asks for a key.</summary>
internal sealed record KeyRequest(string Name, Role Role, IReadOnlyList<string>? Instances, IReadOnlyList<string>? Entities, IReadOnlyList<string>? Publishes);

/// <summary>A new key; told once.</summary>
internal sealed record KeyCreated(string Name, string Key);

/// <summary>An entity as it stands.</summary>
internal sealed record EntityAnswer(string Id, bool Deleted, JsonElement Entity);

/// <summary>A raw record as it is stored.</summary>
internal sealed record RecordAnswer(string Id, string? Version, DateTimeOffset? Time, DateTimeOffset ReceivedAt, string Origin, bool Deleted, JsonElement? Json);

/// <summary>How many records an applied deletion took.</summary>
internal sealed record DeletionsAnswer(int Deleted);

/// <summary>A reference that waits: unresolved, or ambiguous with its candidates.</summary>
internal sealed record ReferenceAnswer(string Referrer, string Entity, string Alias, string? Scope, DateTimeOffset At, string Status, IReadOnlyList<string> Candidates);

/// <summary>A page of references that wait, and where the next begins.</summary>
internal sealed record ReferencesAnswer(IReadOnlyList<ReferenceAnswer> References, string? Next);

/// <summary>Says which target a reference has.</summary>
internal sealed record SettleRequest(string Referrer, string Entity, string Alias, string? Scope, string Target);

/// <summary>A secret's value.</summary>
internal sealed record SecretRequest(string Value);

/// <summary>Path of a package or folder to install.</summary>
internal sealed record InstallRequest(string Source);
