using System.Text.Json;
using Plutora.Integration.Connectors.Git.Objects;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Records;

/// <summary>Renders a commit as JSON. Nothing of it is lost: where the members do not say all, its bytes stand beside them.</summary>
internal static class CommitRecord
{
    /// <summary>The record of a commit; null, with the reason, when it cannot be read.</summary>
    /// <param name="repository">Where it was read.</param>
    /// <param name="source">The object.</param>
    /// <param name="changes">What it changed; null when that is not told.</param>
    /// <param name="fault">Why there is no record.</param>
    public static SourceRecord? Make(OpenedRepository repository, GitObject source, CommitChanges? changes, out RecordFault? fault)
    {
        var id = $"{repository.Reference.Id}/{source.Id}";
        fault = null;
        var reason = source switch
        {
            { Type: null } => "the repository lacks it; 'git fsck' tells more",
            { Type: not "commit" } => $"it is a {source.Type}",
            { IsWhole: false } => $"it has {source.Size} bytes, of which {ObjectReader.Longest} are read at most",
            _ => null,
        };
        var commit = reason is null ? CommitObject.Parse(source.Content) : null;
        if (commit is null)
        {
            fault = new()
            {
                Stream = GitStreams.Commit,
                Id = id,
                Reason = $"Commit {source.Id} of '{repository.Reference.Id}' cannot be read: {reason ?? "it names no tree, author or committer"}.",
                Payload = source.Content,
            };
            return null;
        }

        // What a merge brings in, the commits it merges tell.
        var told = commit.Parents.Count > 1 ? null : changes;
        return new()
        {
            Stream = GitStreams.Commit,
            Id = id,
            Json = RecordWriter.Write(repository, writer => Write(writer, source, commit, told)),
            Time = commit.Committer.At,
            Container = repository.Reference.Id,
        };
    }

    private static void Write(Utf8JsonWriter writer, GitObject source, CommitObject commit, CommitChanges? changes)
    {
        writer.WriteString("sha", source.Id);
        writer.WriteString("tree", commit.Tree);
        writer.WriteList("parents", commit.Parents);
        writer.WriteIdent("author", commit.Author);
        writer.WriteIdent("committer", commit.Committer);
        writer.WriteHeaders(commit.Headers);
        writer.WriteString("message", commit.Message);
        writer.WriteRaw(source, commit.Exact);
        if (changes is not null)
        {
            Write(writer, changes);
        }
    }

    private static void Write(Utf8JsonWriter writer, CommitChanges changes)
    {
        writer.WriteStartObject("stats");
        writer.WriteNumber("files", changes.Count);
        WriteNumber(writer, "additions", changes.Additions);
        WriteNumber(writer, "deletions", changes.Deletions);
        writer.WriteEndObject();
        writer.WriteStartArray("files");
        foreach (var file in changes.Files)
        {
            writer.WriteStartObject();
            writer.WriteString("path", file.Path);
            writer.WriteOptional("previousPath", file.PreviousPath);
            writer.WriteString("status", file.Status.ToString());
            WriteNumber(writer, "additions", file.Additions);
            WriteNumber(writer, "deletions", file.Deletions);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
