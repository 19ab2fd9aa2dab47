using System.Text.Json.Nodes;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>
/// Something that the state of an entity proves to have happened, in CDEvents' terms. Which happened just now is what the new state proves and the previous did not.
/// </summary>
/// <param name="type">The CDEvents type without its prefix: <c>change.merged.0.3.0</c>.</param>
/// <param name="hub">What the source of every instance of the hub begins with.</param>
/// <param name="discriminator">What tells it from others of its type on the same entity, such as an attempt.</param>
internal sealed class Fact(string type, string hub, string discriminator = "")
{
    private readonly string _hub = hub;

    public string Type { get; } = "dev.cdevents." + type;

    /// <summary>What makes it the same fact in the previous and the new state, and part of the event's id.</summary>
    public string Identity { get; } = type[..type.IndexOf('.', type.IndexOf('.') + 1)] + (discriminator.Length == 0 ? "" : ":" + discriminator);

    public string? Subject { get; private set; }

    public DateTimeOffset? At { get; private set; }

    public JsonObject Content { get; } = [];

    /// <summary>The first field that CDEvents requires and the state does not tell.</summary>
    public string? Missing { get; private set; }

    public Fact About(EntityId? subject) => About(subject?.ToString());

    public Fact About(string? subject)
    {
        Subject = subject;
        if (string.IsNullOrEmpty(subject)) Missing ??= "subject.id";
        return this;
    }

    public Fact When(DateTimeOffset? at)
    {
        At = at;
        return this;
    }

    public Fact Text(string name, string? value) => Put(name, string.IsNullOrEmpty(value) ? null : JsonValue.Create(value));

    public Fact Uri(string name, string? value) => Text(name, CdValues.AbsoluteUri(value));

    public Fact Texts(string name, IEnumerable<string>? values) =>
        values?.Select(value => (JsonNode)JsonValue.Create(value)).ToArray() is { Length: > 0 } list ? Put(name, new JsonArray(list)) : this;

    /// <summary>Names another entity, once its id is known: an alias still to be resolved names nothing to those who read CDEvents.</summary>
    public Fact Reference(string name, Reference? reference) => reference?.Id is { } id ? Put(name, new JsonObject { ["id"] = id.ToString(), ["source"] = $"{_hub}/{id.Instance}" }) : this;

    public Fact Object(string name, JsonObject? value) => Put(name, value is { Count: > 0 } ? value : null);

    /// <summary>Says which of the content CDEvents requires; to be called last.</summary>
    public Fact Requires(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (!Content.ContainsKey(name)) Missing ??= name;
        return this;
    }

    private Fact Put(string name, JsonNode? value)
    {
        if (value is not null) Content[name] = value;
        return this;
    }
}
