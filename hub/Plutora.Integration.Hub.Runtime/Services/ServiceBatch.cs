using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Services;

/// <summary>Reads and checks a batch of CloudEvents that a service sends: all of it, so that every fault is told at once.</summary>
/// <param name="find">A registered instance by its id.</param>
/// <param name="mayPublish">Whether the sender's key allows it to publish as an instance.</param>
internal sealed class ServiceBatch(Func<string, InstanceDefinition?> find, Func<string, bool> mayPublish)
{
    /// <summary>Events of one batch at most.</summary>
    public const int MostEvents = 1_000;

    private const int LongestId = 200;
    private const int LongestKey = 1_000;
    private const int LongestVersion = 38;
    private readonly ServiceFaults _faults = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<ServiceEvent> _events = [];

    public ServiceFaults Faults => _faults;

    public IReadOnlyList<ServiceEvent> Events => _events;

    /// <summary>The service; null when no event says which.</summary>
    public InstanceDefinition? Service { get; private set; }

    public void Read(JsonElement batch)
    {
        var index = 0;
        foreach (var one in batch.EnumerateArray())
        {
            Read(one, index++);
        }
    }

    private void Read(JsonElement one, int index)
    {
        if (one.ValueKind != JsonValueKind.Object)
        {
            _faults.Add(index, null, "It is no object: expected a CloudEvent.");
            return;
        }

        var id = Text(one, "id");
        if (id is not { Length: > 0 and <= LongestId } || id.Any(char.IsControl))
        {
            _faults.Add(index, null, $"'id' is missing, or is no text of 1 to {LongestId} characters: the service's own id of the event, the same when it is sent again.");
        }
        else if (!_ids.Add(id))
        {
            _faults.Add(index, id, "Its 'id' stands twice in the batch; each event needs an id of its own.");
        }

        if (Text(one, "specversion") is not "1.0")
        {
            _faults.Add(index, id, "'specversion' must be 1.0: the event is a CloudEvent.");
        }

        var version = Text(one, "recordversion");
        if (version is not { Length: > 0 and <= LongestVersion } || !version.All(char.IsAsciiDigit))
        {
            _faults.Add(index, id, "'recordversion' must be a whole number, as text, that grows with each change of the entity.");
        }

        var timeText = Text(one, "time");
        var time = Instant(timeText);
        if (time is null)
        {
            _faults.Add(index, id, timeText is null ? "'time' is missing: when it happened at the service." : $"'time' is '{timeText}': expected an instant with an offset, such as 2030-01-01T00:00:00Z.");
        }

        var service = ServiceOf(one, index, id);
        if (!EventType.TryParse(Text(one, "type"), out var type) || !EntityTypes.TryGet(type.Entity, out var entity))
        {
            _faults.Add(index, id, $"'type' is '{Text(one, "type")}': expected com.plutora.cdm.<entity>.<upserted|deleted>.v<N> with an entity of the common data model.");
            return;
        }

        if (type.Version != entity.Version)
        {
            _faults.Add(index, id, $"'type' names version {type.Version} of {type.Entity}; this hub publishes {entity.Version}.");
            return;
        }

        if (service is not null && !ServiceConnector.Owned(service.Options).Contains(entity.Name))
        {
            _faults.Forbid(index, id, $"Service '{service.Id}' does not own the entity '{entity.Name}', only {string.Join(", ", ServiceConnector.Owned(service.Options))}. An administrator changes that with the option 'entities' of the instance.");
            return;
        }

        Entity(one, index, id, service, type, entity, time ?? default, version ?? "");
    }

    // Who sends is told by the last part of the source, as in the hub's own events.
    private InstanceDefinition? ServiceOf(JsonElement one, int index, string? id)
    {
        var source = Text(one, "source");
        var name = source?[(source.LastIndexOf('/') + 1)..];
        if (string.IsNullOrEmpty(name))
        {
            _faults.Add(index, id, "'source' is missing: '/' and the id of the service's instance.");
            return null;
        }

        if (find(name) is not { Connector: ServiceConnector.Id } service)
        {
            _faults.Forbid(index, id, $"'{name}' is no registered service. An administrator adds it: plutora instance add {name} --connector service --option entities=<entity>.");
            return null;
        }

        if (!mayPublish(name))
        {
            _faults.Forbid(index, id, $"This key may not publish as '{name}'. An administrator makes one that may: plutora key add <name> --publish {name}.");
            return null;
        }

        if (service.Removing is not null)
        {
            _faults.Forbid(index, id, $"Service '{name}' is being removed.");
            return null;
        }

        if (Service is not null && Service.Id != name)
        {
            _faults.Add(index, id, $"It is of service '{name}', and the batch of '{Service.Id}': a batch is of one service.");
            return null;
        }

        return Service = service;
    }

    private void Entity(JsonElement one, int index, string? id, InstanceDefinition? service, EventType type, EntityDescriptor entity, DateTimeOffset time, string version)
    {
        var data = one.TryGetProperty("data", out var given) && given.ValueKind != JsonValueKind.Null ? given : (JsonElement?)null;
        var deleted = type.Change == EntityChange.Deleted;
        if (data is { ValueKind: not JsonValueKind.Object } || (data is null && (!deleted || (entity.Name == ServiceLinks.Entity && Text(one, "subject") is null))))
        {
            _faults.Add(index, id, $"'data' must be the whole entity, as an object{(deleted ? " with 'relation', 'from' and 'to', or 'subject' the link's id" : "")}.");
            return;
        }

        if (entity.Name == ServiceLinks.Entity && data is { } link)
        {
            foreach (var fault in ServiceLinks.Faults(link))
            {
                _faults.Add(index, id, fault);
                return;
            }
        }

        if (SubjectOf(one, index, id, service, entity, data) is not { } subject)
        {
            return;
        }

        if (entity.Name != ServiceLinks.Entity && data is { } own && Text(own, "id") is { } named && named != subject.ToString())
        {
            _faults.Add(index, id, $"data.id: '{named}' is not the 'subject', which is '{subject}'.");
            return;
        }

        var document = deleted ? [] : ServiceDocument.Write(data!.Value, subject, entity.Name == ServiceLinks.Entity);
        var faults = deleted ? [] : EntityValidator.Validate(entity, document);
        foreach (var fault in faults)
        {
            _faults.Add(index, id, $"data{fault.Path[1..]}: {fault.Message}");
        }

        if (faults.Count == 0 && id is not null)
        {
            _events.Add(new(id, subject, entity, time, version, document));
        }
    }

    // A link's id follows from what it says; everything else names its own.
    private EntityId? SubjectOf(JsonElement one, int index, string? id, InstanceDefinition? service, EntityDescriptor entity, JsonElement? data)
    {
        var text = Text(one, "subject");
        if (entity.Name == ServiceLinks.Entity && data is { } link && service is not null)
        {
            var computed = ServiceLinks.IdOf(service.Id, link);
            if (text is not null && text != computed.ToString())
            {
                _faults.Add(index, id, $"'subject' is '{text}': a link's id follows from what it says, here '{computed}'. Leave it out.");
                return null;
            }

            return computed;
        }

        if (!EntityId.TryParse(text, out var subject) || subject.ToString() != text || subject.Key.Length > LongestKey)
        {
            _faults.Add(index, id, $"'subject' is '{text}': expected the id of the entity, <instance>/<entity>/<key>, the key percent-encoded and at most {LongestKey} characters long.");
            return null;
        }

        if (subject.Entity != entity.Name)
        {
            _faults.Add(index, id, $"'subject' is the id of a {subject.Entity}, and 'type' says {entity.Name}.");
            return null;
        }

        if (service is not null && subject.Instance != service.Id)
        {
            _faults.Forbid(index, id, $"Entity '{subject}' is not of service '{service.Id}': a service publishes entities of its own instance alone.");
            return null;
        }

        return subject;
    }

    private static string? Text(JsonElement one, string name) =>
        one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Instant(string? text) => text is { Length: > 10 and <= 40 } && (text[^1] is 'Z' or 'z' || text[10..].AsSpan().IndexOfAny('+', '-') > 0)
        && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var instant) ? instant.ToUniversalTime() : null;
}
