using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Repositories;

/// <summary>A bare mirror of a remote's branches and tags in the work folder. It may vanish, and is then made again.</summary>
internal sealed class Mirror
{
    private static readonly string[] Broken = [".lock'", "bad object", "corrupt", "unable to read", "broken"];
    private readonly GitProgram _git;
    private readonly RemoteAccess _access;
    private readonly RepositoryRef _reference;
    private readonly bool _contents;

    /// <param name="git">The program.</param>
    /// <param name="access">How the remote is reached.</param>
    /// <param name="reference">The remote.</param>
    /// <param name="workFolder">The instance's folder.</param>
    /// <param name="contents">True when file contents are fetched too.</param>
    public Mirror(GitProgram git, RemoteAccess access, RepositoryRef reference, string workFolder, bool contents)
    {
        _git = git;
        _access = access;
        _reference = reference;
        _contents = contents;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference.Address.Text)).AsSpan(0, 8));
        Folder = Path.Combine(workFolder, $"{hash}-{(contents ? "whole" : "trees")}.git");
    }

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>Options that tell git where it is.</summary>
    public IReadOnlyList<string> Place => [$"--git-dir={Folder}"];

    /// <summary>Brings it to what the remote has now; what is gone there goes here.</summary>
    /// <param name="head">True when the remote is asked which branch is its default, too.</param>
    /// <param name="cancellationToken">Ends the fetch; the next one begins where the mirror stands.</param>
    public async Task FetchAsync(bool head, CancellationToken cancellationToken)
    {
        var fresh = !await IsSoundAsync(cancellationToken).ConfigureAwait(false);
        if (fresh)
        {
            await MakeAsync(cancellationToken).ConfigureAwait(false);
        }

        if (head || fresh)
        {
            await PointHeadAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await UpdateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException fault) when (!fresh && Array.Exists(Broken, word => fault.Message.Contains(word, StringComparison.Ordinal)))
        {
            // A power cut in the midst of a fetch leaves locks and halves. The mirror is a cache: it is made again.
            await MakeAsync(cancellationToken).ConfigureAwait(false);
            await PointHeadAsync(cancellationToken).ConfigureAwait(false);
            await UpdateAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the remote whether it is there and lets us in, without fetching anything.</summary>
    public async Task<string?> DefaultBranchAsync(IReadOnlyList<string> place, CancellationToken cancellationToken)
    {
        var call = new GitCall("ls-remote", "--quiet", "--symref", "--", _reference.Address.Text, "HEAD") { Place = place };
        var answer = await _git.TextAsync(await _access.CompleteAsync(call, _reference.Address, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        const string Start = "ref: refs/heads/";
        return answer.Split('\n').FirstOrDefault(line => line.StartsWith(Start, StringComparison.Ordinal))?[Start.Length..].Split('\t')[0];
    }

    private GitCall Call(params IReadOnlyList<string> arguments) => new(arguments) { Place = arguments[0] == "init" ? [] : Place, About = _reference.Address.Text };

    private IReadOnlyList<string> Filter => _contents ? [] : ["--filter=blob:none"];

    private async Task UpdateAsync(CancellationToken cancellationToken)
    {
        var call = Call(
            ["fetch", "--quiet", "--progress", "--prune", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", .. Filter, "origin", "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]) with
        {
            // Packs are gathered in the foreground, so that nothing outlives the call.
            Settings = [new("gc.autoDetach", "false"), new("maintenance.autoDetach", "false"), new("fetch.writeCommitGraph", "true"), new("fetch.fsckObjects", "false")],
        };
        await _git.TextAsync(await _access.CompleteAsync(call, _reference.Address, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsSoundAsync(CancellationToken cancellationToken) =>
        Directory.Exists(Folder)
        && await _git.TryTextAsync(Call("config", "--get", "remote.origin.url"), cancellationToken).ConfigureAwait(false) is not null;

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ConnectorException.Transient($"The mirror of '{_reference.Address.Text}' cannot be made in the hub's work folder: {fault.Message}", fault);
        }

        var format = await FormatAsync(cancellationToken).ConfigureAwait(false);
        await _git.TextAsync(Call("init", "--quiet", "--bare", "--template=", $"--object-format={format}", "--", Folder), cancellationToken).ConfigureAwait(false);

        // The address is written last: a mirror without it was not made to the end.
        await _git.TextAsync(Call("config", "remote.origin.url", _reference.Address.Text), cancellationToken).ConfigureAwait(false);
    }

    // A remote's object names tell by their length which hash it uses.
    private async Task<string> FormatAsync(CancellationToken cancellationToken)
    {
        var call = new GitCall("ls-remote", "--quiet", "--", _reference.Address.Text, "HEAD");
        var answer = await _git.TextAsync(await _access.CompleteAsync(call, _reference.Address, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return answer.IndexOf('\t', StringComparison.Ordinal) == 64 ? "sha256" : "sha1";
    }

    private async Task PointHeadAsync(CancellationToken cancellationToken)
    {
        if (await DefaultBranchAsync(Place, cancellationToken).ConfigureAwait(false) is { } branch)
        {
            await _git.TextAsync(Call("symbolic-ref", "HEAD", $"refs/heads/{branch}"), cancellationToken).ConfigureAwait(false);
        }
    }
}
