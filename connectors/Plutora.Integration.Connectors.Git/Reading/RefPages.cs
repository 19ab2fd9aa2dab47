using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
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
}
