using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Connectors.Jenkins.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Jenkins.Reading;

/// <summary>Finds the jobs that the options name, through folders, multibranch projects and organisation folders, down to a bounded depth.</summary>
internal sealed partial class JobWalker(JenkinsOptions options, JenkinsApi api, ILogger logger, TimeProvider time)
{
    /// <summary>The jobs, one folder at a time: a list may be long, a tree deep.</summary>
    /// <param name="tree">Members of a job to ask for; <c>name</c>, <c>fullName</c> and <c>jobs[name]</c> among them.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <exception cref="ConnectorException">
    /// What a request throws; not found, after all others were told, when Jenkins has none of the names of the options; permanent when folders lead round in a circle.
    /// </exception>
    public async IAsyncEnumerable<FoundJobs> WalkAsync(string tree, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (seen, missing) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        if (options.Jobs.Count == 0)
        {
            await foreach (var found in FolderAsync(ItemName.Root, tree, 0, seen, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }
        }

        foreach (var name in options.Jobs.Distinct(StringComparer.Ordinal))
        {
            var sent = time.GetUtcNow();
            if (await api.FindAsync(ItemName.Path(name), tree, cancellationToken).ConfigureAwait(false) is not { } answer)
            {
                missing.Add(name);
                continue;
            }

            var (job, isFolder) = FoundJob.From(answer.Body, ItemName.FolderOf(name));
            if (!isFolder)
            {
                if (seen.Add(job.FullName))
                {
                    yield return new([job], WholeFolder: null, sent);
                }

                continue;
            }

            await foreach (var found in FolderAsync(name, tree, 0, seen, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }
        }

        // Told after the others were read, so that one that was removed does not hold them up.
        if (missing.Count > 0)
        {
            throw ConnectorException.NotFound($"Jenkins has no {string.Join(", ", missing)} at {api.Address}, or hides it from this user. Correct the option 'jobs' or the user's permissions; the others were read.");
        }
    }

    private async IAsyncEnumerable<FoundJobs> FolderAsync(string folder, string tree, int depth, HashSet<string> seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sent = time.GetUtcNow();
        var path = ItemName.Path(folder);

        // A folder that went away since its own was listed is no failure; the Jenkins itself is.
        var answer = depth == 0 ? await api.GetAsync(path, Trees.Jobs(tree), cancellationToken).ConfigureAwait(false) : await api.FindAsync(path, Trees.Jobs(tree), cancellationToken).ConfigureAwait(false);
        if (answer is null)
        {
            yield break;
        }

        var (jobs, folders) = (new List<FoundJob>(), new List<string>());
        foreach (var item in RawItems.Of(answer.Body, "jobs"))
        {
            var (job, isFolder) = FoundJob.From(item, folder);
            if (ItemName.FolderOf(job.FullName) != folder)
            {
                throw ConnectorException.Permanent($"GET {path}api/json tells of {job.FullName}, which is not in {folder}. See whether a proxy answers in the place of Jenkins.");
            }

            if (!seen.Add(job.FullName))
            {
                continue;
            }

            if (isFolder)
            {
                folders.Add(job.FullName);
            }
            else
            {
                jobs.Add(job);
            }
        }

        yield return new(jobs, folder, sent);
        foreach (var inner in folders)
        {
            if (depth == options.Depth)
            {
                LogTooDeep(logger, inner, options.Depth);
                continue;
            }

            await foreach (var found in FolderAsync(inner, tree, depth + 1, seen, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Folder {Folder} lies more than {Depth} folders deep and is not read. Raise the option 'depth', or name the folder in the option 'jobs'.")]
    private static partial void LogTooDeep(ILogger logger, string folder, int depth);
}
