using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Running;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>What the hub makes of the connector: its cursors, its log, its mappings, its owner of entities.</summary>
internal static class HubProperties
{
    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("entities-published", "Through the hub each record becomes the entity that its mapping makes of it, and none is set aside.", EntitiesPublished, "deletions-reach-entities", "repeat-publishes-nothing", "pages-any-order", "webhook-accepted", "webhook-out-of-order", "upload-accepted", "upload-repeated", "scope-shrunk-held"),
        new("repeat-publishes-nothing", "Reading again what did not change publishes nothing.", RepeatPublishesNothing),
        new("pages-any-order", "Pages that come again, backwards, after newer ones end in the same entities.", PagesAnyOrder, "webhook-out-of-order"),
        new("deletions-reach-entities", "What is deleted at the tool is deleted at the hub, by the next read or the next full scan.", DeletionsReachEntities),
        new("scope-shrunk-held", "A container that the tool no longer shows, since a permission is gone, takes nothing with it.", ScopeShrunkHeld),
    ];

    private static async Task EntitiesPublished(Exam exam)
    {
        var streams = exam.Readable("is read");
        var hub = await exam.HubAsync(trial => FillAsync(exam, trial.Tool)).ConfigureAwait(false);
        await NothingSetAsideAsync(hub).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            foreach (var record in (await hub.RecordsAsync(stream).ConfigureAwait(false)).Take(3))
            {
                var id = hub.EntityOf(record);
                Hold(id is null || stream.Secondary || await hub.EntityAsync(id).ConfigureAwait(false) is not null, $"Record '{record.Id}' of stream '{stream.Id}' is about '{id}', and the hub published no such entity.", "Set every field that the entity requires; until then it waits and is not published.");
            }
        }
    }

    private static async Task RepeatPublishesNothing(Exam exam)
    {
        var hub = await exam.HubAsync(trial => FillAsync(exam, trial.Tool)).ConfigureAwait(false);
        var before = await hub.EventsAsync().ConfigureAwait(false);
        foreach (var stream in exam.Readable("is read"))
        {
            await hub.ReadAsync(stream).ConfigureAwait(false);
            if (stream.CanScan)
            {
                await hub.ReadAsync(stream, ReadMode.FullScan).ConfigureAwait(false);
            }
        }

        var after = await hub.EventsAsync().ConfigureAwait(false);
        Hold(after == before, $"Nothing changed at the tool, and reading again published {after - before} events more.", "Make a record of the tool's document alone: no time of the read, no counter, no order that differs from read to read.");
    }

    private static async Task PagesAnyOrder(Exam exam)
    {
        var streams = exam.Readable("orders the versions of its records, which change", (s, kept) => s.Versions is VersionOrder.Instant or VersionOrder.Sequence && kept is { Fixed: false, Changes: true });
        var (straight, first) = await StoryAsync(exam, streams, shuffled: false).ConfigureAwait(false);
        var (shuffled, second) = await StoryAsync(exam, streams, shuffled: true).ConfigureAwait(false);
        foreach (var (entity, told) in first)
        {
            var other = second.GetValueOrDefault(Renamed(entity, straight, shuffled));
            Hold(other is not null && Same(told, other, straight, shuffled), $"Read in order, {entity} is {Short(told)}; with old pages told again, backwards, behind the newer ones it is {(other is null ? "missing" : Short(other))}", "Set SourceRecord.Version and the stream's VersionOrder, and its VersionResolution no coarser than the tool's, so that an older version never overwrites a newer one, whichever comes last.");
        }
    }

    private static async Task<(HubTrial Hub, Dictionary<string, string> Entities)> StoryAsync(Exam exam, IReadOnlyList<StreamDescriptor> streams, bool shuffled)
    {
        var hub = await exam.HubAsync(
            trial =>
            {
                if (shuffled)
                {
                    trial.Bench.Connector.Shuffled.Add(trial.Id);
                }

                return FillAsync(exam, trial.Tool);
            },
            shuffled ? "-b" : "-a").ConfigureAwait(false);
        var entities = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var stream in streams)
        {
            var kept = hub.Tool.Find(stream.Id)!;
            hub.Pass(TimeSpan.FromMinutes(2));
            await kept.ChangeAsync(kept.Records[0], exam.Ct).ConfigureAwait(false);
            await hub.ReadAsync(stream).ConfigureAwait(false);
        }

        foreach (var told in await hub.Bench.EventsAsync(hub.Id, hub.Mappings.Targets, exam.Ct).ConfigureAwait(false))
        {
            if (await hub.EntityAsync(told.Subject.ToString()).ConfigureAwait(false) is { } entity)
            {
                entities[told.Subject.ToString()] = entity;
            }
        }

        return (hub, entities);
    }

    private static async Task DeletionsReachEntities(Exam exam)
    {
        var streams = exam.Readable("tells what was deleted, by a full scan or by itself", (s, kept) => kept is { Fixed: false, Deletes: true } && (s.CanScan || kept.TellsDeletions) && !s.Secondary);
        var hub = await exam.HubAsync(trial => FillAsync(exam, trial.Tool)).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var kept = hub.Tool.Find(stream.Id)!;
            if (stream.CanScan)
            {
                await hub.ReadAsync(stream, ReadMode.FullScan).ConfigureAwait(false);
            }

            var entity = await EntityOfAsync(hub, stream, kept.Records[^1]).ConfigureAwait(false);
            if (entity is null)
            {
                continue;
            }

            hub.Pass(TimeSpan.FromMinutes(2));
            await kept.DeleteAsync(kept.Records[^1], exam.Ct).ConfigureAwait(false);
            hub.Pass(TimeSpan.FromMinutes(1));
            await hub.ReadAsync(stream, kept.TellsDeletions ? ReadMode.Incremental : ReadMode.FullScan).ConfigureAwait(false);
            Hold(await hub.EntityAsync(entity).ConfigureAwait(false) is null, $"A record of stream '{stream.Id}' was deleted at the tool; after {(kept.TellsDeletions ? "a read" : "a full scan")} its entity {entity} still stands. {await HeldAsync(hub, exam.Ct).ConfigureAwait(false)}", kept.TellsDeletions ? "Tell what the tool lists as deleted with SourceRecord.Deleted." : "Let a full scan tell what is there now, and complete containers that it read whole.");
            Hold(kept.Records.Count == 0 || await EntityOfAsync(hub, stream, kept.Records[0]).ConfigureAwait(false) is not { } other || await hub.EntityAsync(other).ConfigureAwait(false) is not null, $"One record of stream '{stream.Id}' was deleted at the tool, and entities of others went with it.", "Let a full scan tell every record there is.");
        }
    }

    private static async Task ScopeShrunkHeld(Exam exam)
    {
        var streams = exam.Readable("can be scanned and spreads its records over containers", (s, kept) => s.CanScan && kept is { Fixed: false, Containers.Count: > 1 } && !s.Secondary);
        var hub = await exam.HubAsync(trial => FillAsync(exam, trial.Tool)).ConfigureAwait(false);
        var entities = new List<(StreamDescriptor Stream, string Container, string Entity)>();
        foreach (var stream in streams)
        {
            await hub.ReadAsync(stream, ReadMode.FullScan).ConfigureAwait(false);
            var record = hub.Tool.Find(stream.Id)!.Records[0];
            if (await EntityOfAsync(hub, stream, record).ConfigureAwait(false) is { } entity)
            {
                entities.Add((stream, record.Container!, entity));
            }
        }

        foreach (var container in entities.Select(e => e.Container).Distinct(StringComparer.Ordinal).ToList())
        {
            hub.Tool.Hide(container);
        }

        hub.Pass(TimeSpan.FromMinutes(2));
        foreach (var (stream, container, entity) in entities)
        {
            try
            {
                await hub.ReadAsync(stream, ReadMode.FullScan).ConfigureAwait(false);
            }
            catch (WrongException)
            {
                // A scan that fails infers nothing, which is what is asked.
            }

            Hold(await hub.EntityAsync(entity).ConfigureAwait(false) is not null, $"Container '{container}' of stream '{stream.Id}' could not be seen any more, as after a lost permission, and a full scan deleted its entities, {entity} among them.", "Name a container as completed only when it was read; where the tool answers 403 or 404 for it, leave it out or throw. Removed it is only when the tool says so.");
        }
    }

    internal static async Task FillAsync(Exam exam, SimulatedTool tool)
    {
        foreach (var stream in Exam.Adding(tool))
        {
            await stream.AddAsync(Math.Min(6, stream.Most), exam.Ct).ConfigureAwait(false);
        }
    }

    internal static async Task NothingSetAsideAsync(HubTrial hub)
    {
        if (await hub.DeadLettersAsync().ConfigureAwait(false) is [var letter, ..])
        {
            throw Wrong($"The hub set record '{letter.RecordId}' of stream '{letter.Stream}' aside at the stage '{letter.Stage}': {letter.Reason}", "See 'records-map' for mappings, and tell faults of reading only for what truly cannot be read.");
        }
    }

    private static async Task<string?> EntityOfAsync(HubTrial hub, StreamDescriptor stream, SimulatedRecord record) =>
        (await hub.RecordsAsync(stream).ConfigureAwait(false)).FirstOrDefault(r => r.Id == record.Id) is { } told ? hub.EntityOf(told) : null;

    private static async Task<string> HeldAsync(HubTrial hub, CancellationToken cancellationToken) =>
        (await hub.Bench.Hub.Scans.HeldAsync(cancellationToken).ConfigureAwait(false)).AsEnumerable().FirstOrDefault(h => h.Instance == hub.Id) is { } held ? $"The hub held the deletion: {held.Reason}" : "";

    private static string Renamed(string text, HubTrial from, HubTrial to) => text.Replace(from.Id, to.Id, StringComparison.Ordinal);

    private static bool Same(string one, string other, HubTrial from, HubTrial to) =>
        System.Text.Json.Nodes.JsonNode.DeepEquals(Bare(Renamed(one, from, to).Replace(from.Server.Address.Authority, to.Server.Address.Authority, StringComparison.Ordinal)), Bare(other));

    // Versions and instants are the hub's own.
    private static System.Text.Json.Nodes.JsonObject Bare(string entity)
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(entity)!.AsObject();
        foreach (var own in new[] { "entityVersion", "source", "sourceInstance", "instance", "createdAt", "updatedAt", "stateHistory" })
        {
            node.Remove(own);
        }

        return Timeless(node)!.AsObject();
    }

    // The two stories happen at different times.
    private static System.Text.Json.Nodes.JsonNode? Timeless(System.Text.Json.Nodes.JsonNode? node) => node switch
    {
        System.Text.Json.Nodes.JsonObject members => new System.Text.Json.Nodes.JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Timeless(m.Value)))),
        System.Text.Json.Nodes.JsonArray items => new System.Text.Json.Nodes.JsonArray([.. items.Select(Timeless)]),
        { } value when value.GetValueKind() == System.Text.Json.JsonValueKind.String && DateTimeOffset.TryParse(value.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _) => "an instant",
        _ => node?.DeepClone(),
    };

    private static string Short(string text) => text.Length > 200 ? text[..200] + "…" : text;
}
