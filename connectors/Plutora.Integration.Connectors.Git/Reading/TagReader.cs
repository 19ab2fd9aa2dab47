using System.Text;
using Plutora.Integration.Connectors.Git.Objects;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Records;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Reading;

/// <summary>Reads what tags name.</summary>
internal sealed class TagReader(GitProgram git, OpenedRepository repository) : IAsyncDisposable
{
    private const int DeepestTag = 16;
    private readonly ObjectReader _contents = new(git, repository, contents: true);
    private readonly ObjectReader _types = new(git, repository, contents: false);

    /// <summary>The record of a tag, or why there is none.</summary>
    public async Task<(SourceRecord? Record, RecordFault? Fault)> ReadAsync(RefName tag, CancellationToken cancellationToken)
    {
        // The type first: a tag may name a file of any size.
        var named = await _types.ReadAsync(tag.Object, cancellationToken).ConfigureAwait(false);
        if (named.Type is null)
        {
            return (null, Fault(tag, named, "the repository lacks the object that it names; 'git fsck' tells more"));
        }

        if (named.Type != "tag")
        {
            return (RefRecord.Lightweight(repository, tag, named.Type), null);
        }

        var source = await _contents.ReadAsync(tag.Object, cancellationToken).ConfigureAwait(false);
        if (!source.IsWhole)
        {
            return (null, Fault(tag, source, $"it has {source.Size} bytes, of which {ObjectReader.Longest} are read at most"));
        }

        if (TagObject.Parse(source.Content) is not { } read)
        {
            return (null, Fault(tag, source, "it does not say what it names"));
        }

        return (RefRecord.Annotated(repository, tag, source, read, await EndAsync(read.Target, cancellationToken).ConfigureAwait(false)), null);
    }

    public async ValueTask DisposeAsync()
    {
        await _contents.DisposeAsync().ConfigureAwait(false);
        await _types.DisposeAsync().ConfigureAwait(false);
    }

    // What a chain of tags names in the end.
    private async Task<GitObject> EndAsync(string id, CancellationToken cancellationToken)
    {
        var found = await _types.ReadAsync(id, cancellationToken).ConfigureAwait(false);
        for (var depth = 0; found.Type == "tag" && depth < DeepestTag; depth++)
        {
            var tag = await _contents.ReadAsync(found.Id, cancellationToken).ConfigureAwait(false);
            if (!tag.IsWhole || TagObject.Parse(tag.Content) is not { } read)
            {
                break;
            }

            found = await _types.ReadAsync(read.Target, cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    private RecordFault Fault(RefName tag, GitObject source, string reason) => new()
    {
        Stream = GitStreams.Tag,
        Id = $"{repository.Reference.Id}/{tag.Name}",
        Reason = $"Tag '{tag.Name}' of '{repository.Reference.Id}' cannot be read: {reason}.",
        Payload = source.Content.Length > 0 ? source.Content : Encoding.UTF8.GetBytes($"{tag.Object} refs/tags/{tag.Name}\n"),
    };
}
