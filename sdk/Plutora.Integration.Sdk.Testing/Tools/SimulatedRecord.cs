using System.Globalization;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Sdk.Testing.Tools;

/// <summary>One thing that the simulated tool keeps, such as a ticket, in its present state.</summary>
public sealed class SimulatedRecord
{
    private readonly SimulatedStream _stream;
    private readonly Dictionary<string, JsonNode?> _set = new(StringComparer.Ordinal);

    internal SimulatedRecord(SimulatedStream stream, int number, string? container, DateTimeOffset at)
    {
        (_stream, Number, Container, CreatedAt, UpdatedAt) = (stream, number, container, at, at);
        Id = number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Its number in the stream, from 1.</summary>
    public int Number { get; }

    /// <summary>Id that the connector's record of it must have: its number, unless <see cref="SimulatedStream.IdOf"/> or the tool's own hand says otherwise.</summary>
    public string Id { get; set; }

    /// <summary>Where it belongs, one of <see cref="SimulatedStream.Containers"/>; null where the stream has none.</summary>
    public string? Container { get; }

    /// <summary>How often it was changed, from 1; a sequence of versions.</summary>
    public int Revision { get; private set; } = 1;

    /// <summary>When it was made, by the tool's clock, in whole seconds.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When it last changed, by the tool's clock, in whole seconds.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>What the tool shows of it now: what the stream's template makes of it, with what was set.</summary>
    public JsonObject Json()
    {
        var json = _stream.Render(this);
        foreach (var (name, value) in _set)
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    /// <summary>Sets a member, as an action does; a change only where it differs from what the tool shows.</summary>
    /// <param name="name">Name of the member at the top of the record.</param>
    /// <param name="value">Its value.</param>
    public void Set(string name, JsonNode? value)
    {
        if (!JsonNode.DeepEquals(Json()[name], value))
        {
            _set[name] = value?.DeepClone();
            Touch();
        }
    }

    internal void Touch()
    {
        Revision++;
        UpdatedAt = _stream.Now;
    }
}
