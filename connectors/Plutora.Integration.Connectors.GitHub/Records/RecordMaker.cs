using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Records;

/// <summary>Makes a record of an object of GitHub's, whether it came with a webhook or as an answer of the API.</summary>
internal static class RecordMaker
{
    /// <summary>A record of <paramref name="stream"/> that holds the object's own bytes, in the stream's envelope where it has one.</summary>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="source">The object.</param>
    /// <param name="repository">The repository it belongs to.</param>
    /// <param name="place">Where the object stands, for messages.</param>
    /// <exception cref="Plutora.Integration.Sdk.Errors.ConnectorException">Permanent, when the object lacks its id.</exception>
    public static SourceRecord Make(string stream, JsonElement source, RepositoryRef repository, string place)
    {
        var form = RecordForm.Of(stream);
        var version = Latest(source, form.Versions);
        return new()
        {
            Stream = stream,
            Id = form.Id(source, repository, place),
            Json = form.Envelope is { } name ? Enveloped(name, source.Bytes(), repository) : source.Bytes(),
            Version = Written(version),
            Time = stream == GitHubStreams.Commit ? Committed(source) : First(source, form.Times) ?? version,
            Container = repository.Id,
        };
    }

    /// <summary>The version that an object's record has; null where nothing orders the stream's.</summary>
    public static string? VersionOf(string stream, JsonElement source) => Written(Latest(source, RecordForm.Of(stream).Versions));

    /// <summary>A record that tells that the object is gone. Its time is not told: GitHub dates no deletion.</summary>
    public static SourceRecord Deletion(string stream, JsonElement source, RepositoryRef repository, string place) =>
        Make(stream, source, repository, place) with { Deleted = true, Time = null };

    private static string? Written(DateTimeOffset? version) => version?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>The envelope of streams whose objects do not name their repository: <c>{"&lt;name&gt;": …, "repository": {"id", "full_name"}}</c>.</summary>
    private static byte[] Enveloped(string name, ReadOnlySpan<byte> source, RepositoryRef repository)
    {
        var buffer = new ArrayBufferWriter<byte>(source.Length + 128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(name);
            writer.WriteRawValue(source, skipInputValidation: true);
            writer.WriteStartObject("repository");
            writer.WriteNumber("id", long.Parse(repository.Id, CultureInfo.InvariantCulture));
            writer.WriteString("full_name", repository.FullName);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static DateTimeOffset? Latest(JsonElement source, IReadOnlyList<string> members) => members.Select(m => source.Instant(m)).Max();

    private static DateTimeOffset? First(JsonElement source, IReadOnlyList<string> members) =>
        members.Select(m => source.Instant(m)).FirstOrDefault(i => i is not null);

    private static DateTimeOffset? Committed(JsonElement source) =>
        source.TryObject("commit", out var commit) && commit.TryObject("committer", out var committer) ? committer.Instant("date") : null;
}
