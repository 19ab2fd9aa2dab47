using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Running;

namespace Plutora.Integration.Connectors.Declarative.Expressions;

/// <summary>Instants as tools write them: ISO 8601 in its usual forms, or Unix time in seconds or milliseconds.</summary>
internal static class Instants
{
    /// <summary>The instant of a value; null where it is none.</summary>
    public static DateTimeOffset? Of(JsonataValue value) => value.Kind switch
    {
        JsonataKind.String => InstantText.TryParse(value.AsString(), out var at) ? at : null,
        JsonataKind.Number => InstantText.TryParse(value.AsDouble(), out var at) ? at : null,
        _ => null,
    };
}
