using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Connectors.Git.Objects;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Records;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Reading;

/// <summary>Reads the branches or tags of a repository: those that differ from what was told, and those that are gone.</summary>
internal sealed class RefPages(GitProgram git, RefLister refs)
{
    /// <summary>The most refs that are remembered by name. Further ones are told again by each read, and their end by full scans alone.</summary>
    public const int MostRefs = 5_000;

    private const int DeepestTag = 16;

    /// <summary>Reads on from a place; a full scan tells every one.</summary>
    public async IAsyncEnumerable<Step> ReadAsync(OpenedRepository repository, Place? from, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tags = request.Stream == GitStreams.Tag;
        var scan = request.Mode == ReadMode.FullScan;
        var now = tags
            ? await refs.TagsAsync(repository, cancellationToken).ConfigureAwait(false)
            : await refs.BranchesAsync(repository, cancellationToken).ConfigureAwait(false);
        var told = (scan ? null : from?.Refs) ?? ImmutableSortedDictionary<string, string>.Empty;
        told = told.WithComparers(StringComparer.Ordinal);
        var names = now.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var gone = told.Keys.Where(n => !names.Contains(n)).ToList();
        var changed = now.Where(r => told.GetValueOrDefault(r.Name) != Mark(r, repository)).ToList();
        await using var reader = tags && changed.Count > 0 ? new TagReader(git, repository) : null;
        var pages = gone.Select(n => (Gone: n, Ref: (RefName?)null)).Concat(changed.Select(r => (Gone: r.Name, Ref: (RefName?)r))).Chunk(request.PageSize).ToList();
        for (var index = 0; index < pages.Count; index++)
        {
            var records = new List<SourceRecord>();
            var faults = new List<RecordFault>();
            var next = told.ToBuilder();
            foreach (var (name, found) in pages[index])
            {
                if (found is null)
                {
                    next.Remove(name);
                    records.Add(RefRecord.Gone(request.Stream, repository, name));
                    continue;
                }

                if (next.Count < MostRefs || next.ContainsKey(name))
                {
                    next[name] = Mark(found, repository);
                }

                if (reader is null)
                {
                    records.Add(RefRecord.Branch(repository, found));
                }
                else if (await reader.ReadAsync(found, cancellationToken).ConfigureAwait(false) is var (record, fault) && record is not null)
                {
                    records.Add(record);
                }
                else
                {
                    faults.Add(fault!);
                }
            }

            told = next.ToImmutable();
            yield return new(records, new() { Refs = scan ? null : told }) { Faults = faults };
        }

        if (pages.Count == 0 && from is null && !scan)
        {
            yield return new([], new() { Refs = told });
        }
    }

    // Everything that the record is made of: what the ref names, and for a branch whether it is the default.
    private static string Mark(RefName found, OpenedRepository repository)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{found.Object}{(found.Name == repository.HeadBranch ? "*" : "")}"));
        return Convert.ToBase64String(hash.AsSpan(0, 6));
    }

    /// <summary>Reads what tags name.</summary>
    private sealed class TagReader(GitProgram git, OpenedRepository repository) : IAsyncDisposable
    {
        private readonly ObjectReader _contents = new(git, repository, contents: true);
        private readonly ObjectReader _types = new(git, repository, contents: false);

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
}
