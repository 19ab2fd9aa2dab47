using System.Security.Cryptography;
using Plutora.Integration.Connectors.Git.Processes;

namespace Plutora.Integration.Connectors.Git.Repositories;

/// <summary>Learns what must be known of a repository on this machine before it is read.</summary>
internal sealed class RepositoryOpener(GitProgram git, FileDetail files)
{
    public async Task<OpenedRepository> OpenAsync(RepositoryRef reference, IReadOnlyList<string> place, CancellationToken cancellationToken)
    {
        var opened = new OpenedRepository { Reference = reference, Place = place };
        var facts = (await git.TextAsync(
            opened.Call("rev-parse", "--is-bare-repository", "--is-shallow-repository", "--show-object-format", "--path-format=absolute", "--git-path", "shallow"), cancellationToken)
            .ConfigureAwait(false)).TrimEnd('\n').Split('\n');
        var branch = await git.TryTextAsync(opened.Call("symbolic-ref", "--quiet", "HEAD"), cancellationToken).ConfigureAwait(false);
        var commit = branch is null ? await git.TryTextAsync(opened.Call("rev-parse", "--quiet", "--verify", "HEAD^{commit}"), cancellationToken).ConfigureAwait(false) : null;
        var settings = await git.TryTextAsync(opened.Call("config", "--get-regexp", @"^remote\..*\.(url|promisor|partialclonefilter)$"), cancellationToken).ConfigureAwait(false) ?? "";
        return opened with
        {
            IsBare = facts[0] == "true",
            ShallowEnd = facts[1] == "true" ? await HashAsync(facts[3], cancellationToken).ConfigureAwait(false) : null,
            ObjectFormat = facts[2],
            HeadBranch = branch?.TrimEnd('\n') is { } name && name.StartsWith("refs/heads/", StringComparison.Ordinal) ? name["refs/heads/".Length..] : null,
            DetachedHead = commit?.TrimEnd('\n'),
            Files = Detail(settings),
            Origin = Origin(settings),
        };
    }

    // A clone without file contents, or without folders, would fetch them one by one while it is read.
    private FileDetail Detail(string settings)
    {
        if (!settings.Contains(".promisor true", StringComparison.Ordinal) || files == FileDetail.None)
        {
            return files;
        }

        var filters = settings.Split('\n').Where(line => line.Contains(".partialclonefilter ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).ToList();
        return filters.Count > 0 && filters.All(f => f.StartsWith("blob:", StringComparison.Ordinal)) ? FileDetail.Names : FileDetail.None;
    }

    private static string? Origin(string settings)
    {
        var line = settings.Split('\n').FirstOrDefault(l => l.StartsWith("remote.origin.url ", StringComparison.Ordinal));
        return line is null ? null : WithoutCredentials(line["remote.origin.url ".Length..]);
    }

    private static string WithoutCredentials(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length > 0
            ? new UriBuilder(uri) { UserName = "", Password = "" }.Uri.AbsoluteUri
            : address;

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexStringLower((await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false)).AsSpan(0, 8));
    }
}
