using System.Text;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Records;

/// <summary>Makes a record of an object, whether a list, a watch or a request for it alone gave it: the object's own bytes.</summary>
internal static class RecordMaker
{
    /// <summary>A record of an object as it stands.</summary>
    /// <param name="resource">What it is.</param>
    /// <param name="source">The object.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="ConnectorException">Permanent, when the object lacks its uid or its version.</exception>
    public static SourceRecord Make(ClusterResource resource, JsonElement source, string place)
    {
        var metadata = source.Member("metadata") ?? throw Lacks(place, "metadata");
        return new()
        {
            Stream = resource.Stream,
            Id = metadata.Text("uid") is { Length: > 0 } uid ? uid : throw Lacks(place, "metadata.uid"),
            Json = Whole(resource, source),
            Version = metadata.Text("resourceVersion") is { Length: > 0 } version && version.All(char.IsAsciiDigit) ? version : throw Lacks(place, "metadata.resourceVersion that is a number"),
            Time = TimeOf(source),
            Container = resource.Namespaced ? metadata.Text("namespace") : null,
        };
    }

    /// <summary>A record that tells that the object is gone, with its last state, in the version of the deletion.</summary>
    public static SourceRecord Deletion(ClusterResource resource, JsonElement source, string place) =>
        Make(resource, source, place) is var record && source.At("metadata", "deletionTimestamp").Instant() is { } at ? record with { Deleted = true, Time = at } : record with { Deleted = true, Time = null };

    // The items of a list of a built-in kind say neither kind nor version, which the list says once; everywhere else they stand at the front.
    private static byte[] Whole(ClusterResource resource, JsonElement source)
    {
        var json = source.Bytes();
        if (source.Member("kind") is not null)
        {
            return json;
        }

        var head = Encoding.UTF8.GetBytes($$"""{"kind":"{{resource.Kind}}","apiVersion":"{{resource.ApiVersion}}",""");
        return [.. head, .. json.AsSpan(json.AsSpan().IndexOf((byte)'{') + 1)];
    }

    // When the object last changed, as far as it says: managed fields carry the time of each writer, conditions that of each turn.
    private static DateTimeOffset? TimeOf(JsonElement source)
    {
        var told = source.At("metadata", "managedFields").Items().Select(f => f.Member("time").Instant())
            .Concat(source.At("status", "conditions").Items().SelectMany(c => new[] { c.Member("lastUpdateTime").Instant(), c.Member("lastTransitionTime").Instant() }))
            .Append(source.At("status", "completionTimestamp").Instant())
            .Append(source.At("metadata", "creationTimestamp").Instant());
        return told.Max();
    }

    private static ConnectorException Lacks(string place, string member) => ConnectorException.Permanent($"{place}: an object without {member}.");
}
