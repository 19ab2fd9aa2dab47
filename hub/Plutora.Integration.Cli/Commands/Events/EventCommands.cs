using System.CommandLine;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Cli.Commands.Events;

/// <summary><c>plutora events tail</c>.</summary>
internal static class EventCommands
{
    public static Command Create(Nouns nouns)
    {
        var topic = new Option<string[]>("--topic") { Description = "Topic, such as cdm.pull-request.v1 or state.person.v1; may be repeated. cdm.* by default.", HelpName = "name" };
        var entity = new Option<string[]>("--entity") { Description = "Entity, such as pull-request: its topic, and with --topic only its events; may be repeated.", HelpName = "name" };
        var instance = new Option<string[]>("--instance") { Description = "Only events of this instance; may be repeated.", HelpName = "id" };
        var cause = new Option<string[]>("--cause") { Description = "Only events with this cause: live, backfill or replay; may be repeated." };
        cause.AcceptOnlyFromAmong("live", "backfill", "replay");
        var from = new Option<string>("--from") { Description = "earliest, latest, or a position to go on after.", DefaultValueFactory = _ => "earliest", HelpName = "start" };
        var resume = new Option<FileInfo?>("--resume") { Description = "File that keeps the position: goes on where it ended last time.", HelpName = "file" };
        var once = new Option<bool>("--no-follow") { Description = "End at the present end instead of waiting for more." };
        var limit = new Option<long?>("--limit") { Description = "End after this many events.", HelpName = "count" };
        var tail = nouns.Verb("tail", "Show normalized events, one line each, as CloudEvents with --json.", [topic, entity, instance, cause, from, resume, once, limit], (s, ct) =>
        {
            if (s.Get(limit) < 1)
            {
                throw new UsageException($"--limit is {s.Get(limit)}: expected 1 or more.");
            }

            var filter = new EventFilter(s.Get(entity) ?? [], s.Get(instance) ?? [], s.Get(cause) ?? []);
            return new EventTail(s, filter, s.Get(resume)).RunAsync(Query(s.Get(topic) ?? [], filter, s.Get(from)!, !s.Get(once)), s.Get(limit) ?? long.MaxValue, ct);
        });
        return new("events", "Normalized events.") { tail };
    }

    private static EventQuery Query(string[] topics, EventFilter filter, string from, bool follow)
    {
        var unknown = filter.Entities.FirstOrDefault(e => !EntityTypes.TryGet(e, out _));
        return unknown is not null
            ? throw new UsageException($"'{unknown}' is no entity of the common data model: expected one of {string.Join(", ", EntityTypes.All.Select(e => e.Name))}.")
            : new(topics.Length > 0 ? topics : filter.Entities.Count > 0 ? [.. filter.Entities.Select(e => EntityTypes.Get(e).Topic)] : ["cdm.*"])
            {
                Position = from is "earliest" or "latest" ? null : from,
                FromLatest = from == "latest",
                Follow = follow,
            };
    }
}

/// <summary>Which of the events that come are shown; an empty list means all.</summary>
internal sealed record EventFilter(IReadOnlyList<string> Entities, IReadOnlyList<string> Instances, IReadOnlyList<string> Causes)
{
    public bool Takes(NormalizedEvent told) =>
        (Entities.Count == 0 || Entities.Contains(told.Subject.Entity))
        && (Instances.Count == 0 || Instances.Contains(told.Subject.Instance))
        && (Causes.Count == 0 || Causes.Contains(Cause(told)));

    public static string Cause(NormalizedEvent told) => told.Cause.ToString().ToLowerInvariant();
}
