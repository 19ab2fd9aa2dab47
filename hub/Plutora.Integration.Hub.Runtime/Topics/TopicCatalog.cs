using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Topics;

/// <summary>Partitions and retention of the hub's topics; each is a setting.</summary>
public sealed record TopicSettings
{
    /// <summary>Partitions of each raw, cdm and state topic. 4 by default, 1 to 1000.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Days for which every version of a raw record is kept. 90 by default; the newest is kept for ever.</summary>
    public int RawDays { get; init; } = 90;

    /// <summary>Days for which occurrences (test-run, test-case-result, task-run) are kept. 400 by default.</summary>
    public int OccurrenceDays { get; init; } = 400;

    /// <summary>Days for which dead letters are kept. 90 by default.</summary>
    public int DeadLetterDays { get; init; } = 90;

    /// <summary>Days for which what was asked of tools, and how it ended, is kept. 90 by default.</summary>
    public int ActionDays { get; init; } = 90;

    /// <summary>Whether there is a topic on which actions are asked for. There is none by default.</summary>
    public bool ActionInbox { get; init; }

    /// <summary>Days for which a deleted entity's last state is kept. 400 by default.</summary>
    public int GraveDays { get; init; } = 400;
}

/// <summary>Makes the hub's topics.</summary>
public sealed class TopicCatalog(IEventLog log, TopicSettings settings)
{
    private static readonly TimeSpan PersonSeen = TimeSpan.FromHours(1);

    // Read within moments; what is kept is for a hub that stood still.
    private static readonly TimeSpan OwnersKept = TimeSpan.FromDays(90);

    /// <summary>Makes the topics that every hub has.</summary>
    /// <param name="entities">Names, versions and kinds of the entities of the common data model.</param>
    /// <param name="cancellationToken">Gives up between two topics.</param>
    public async Task EnsureAsync(IEnumerable<(string Name, int Version, bool Occurrence)> entities, CancellationToken cancellationToken)
    {
        List<TopicDefinition> topics =
        [
            new(TopicNames.DeadLetter, 1, TopicRetention.Delete(TimeSpan.FromDays(settings.DeadLetterDays))),
            new(OwnerTopic.Name, settings.Partitions, TopicRetention.Delete(OwnersKept)),
            new(TopicNames.Audit, 1, TopicRetention.Forever),
            .. ((string[])[ActionTopics.Requested, ActionTopics.Completed, .. settings.ActionInbox ? (string[])[ActionTopics.Inbox] : []]).Select(name => new TopicDefinition(name, settings.Partitions, TopicRetention.Delete(TimeSpan.FromDays(settings.ActionDays)))),
        ];
        foreach (var (name, version, occurrence) in entities)
        {
            var ages = TopicRetention.Delete(TimeSpan.FromDays(settings.OccurrenceDays));
            var compacted = TopicRetention.Compact(tombstoneRetention: TimeSpan.FromDays(settings.GraveDays));

            // Persons are kept without history, so that a forgotten one is gone (rule 26 of state); an hour, so that who follows sees each change.
            var history = name == "person" ? TopicRetention.Compact(PersonSeen, TimeSpan.FromDays(settings.GraveDays)) : occurrence ? ages : TopicRetention.Forever;
            topics.Add(new(TopicNames.Normalized(name, version), settings.Partitions, history));
            topics.Add(new(TopicNames.State(name, version), settings.Partitions, occurrence ? compacted with { DeleteAfter = ages.DeleteAfter } : compacted));
        }

        await EnsureAllAsync(topics, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the raw topics of an instance.</summary>
    public async Task EnsureRawAsync(string instance, ConnectorDescriptor connector, CancellationToken cancellationToken)
    {
        var kept = TimeSpan.FromDays(settings.RawDays);
        var topics = connector.Streams.Select(stream =>
            new TopicDefinition(TopicNames.Raw(instance, stream.Id), settings.Partitions, stream.Occurrences ? TopicRetention.Delete(kept) : TopicRetention.Compact(minimumLag: kept)));
        await EnsureAllAsync(topics, cancellationToken).ConfigureAwait(false);
    }

    // A cluster takes its time for each; several go together.
    private Task EnsureAllAsync(IEnumerable<TopicDefinition> topics, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        topics, new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = cancellationToken }, async (topic, ct) => await log.EnsureTopicAsync(topic, ct).ConfigureAwait(false));
}
