using System.Text.Json;
using Plutora.Integration.Connectors.Git.Objects;
using Plutora.Integration.Connectors.Git.Reading;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Records;

/// <summary>Renders branches and tags as JSON.</summary>
internal static class RefRecord
{
    public static SourceRecord Branch(OpenedRepository repository, RefName branch) => Make(GitStreams.Branch, repository, branch.Name, null, writer =>
    {
        writer.WriteString("sha", branch.Object);
        writer.WriteBoolean("isDefault", branch.Name == repository.HeadBranch);
    });

    /// <summary>A tag that names something directly.</summary>
    public static SourceRecord Lightweight(OpenedRepository repository, RefName tag, string type) =>
        Make(GitStreams.Tag, repository, tag.Name, null, writer => WriteTarget(writer, tag.Object, type));

    /// <summary>A tag with an object of its own.</summary>
    /// <param name="repository">Where it was read.</param>
    /// <param name="tag">The ref.</param>
    /// <param name="source">The tag object.</param>
    /// <param name="read">The same, read.</param>
    /// <param name="target">What it names in the end, tags of tags followed.</param>
    public static SourceRecord Annotated(OpenedRepository repository, RefName tag, GitObject source, TagObject read, GitObject target) =>
        Make(GitStreams.Tag, repository, tag.Name, read.Tagger?.At, writer =>
        {
            WriteTarget(writer, target.Id, target.Type ?? "missing");
            writer.WriteStartObject("annotation");
            writer.WriteString("sha", source.Id);
            writer.WriteString("object", read.Target);
            writer.WriteString("type", read.TargetType);
            if (read.Tagger is { } tagger)
            {
                writer.WriteIdent("tagger", tagger);
            }

            writer.WriteHeaders(read.Headers);
            writer.WriteString("message", read.Message);
            writer.WriteRaw(source, read.Exact);
            writer.WriteEndObject();
        });

    /// <summary>Tells that a branch or tag is gone. Git does not say when.</summary>
    public static SourceRecord Gone(string stream, OpenedRepository repository, string name) => Make(stream, repository, name, null, _ => { }) with { Deleted = true };

    private static void WriteTarget(Utf8JsonWriter writer, string id, string type)
    {
        writer.WriteStartObject("target");
        writer.WriteString("sha", id);
        writer.WriteString("type", type);
        writer.WriteEndObject();
    }

    private static SourceRecord Make(string stream, OpenedRepository repository, string name, DateTimeOffset? time, Action<Utf8JsonWriter> members) => new()
    {
        Stream = stream,
        Id = $"{repository.Reference.Id}/{name}",
        Time = time,
        Container = repository.Reference.Id,
        Json = RecordWriter.Write(repository, writer =>
        {
            writer.WriteString("name", name);
            members(writer);
        }),
    };
}
