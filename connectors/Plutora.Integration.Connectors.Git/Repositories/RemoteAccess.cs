using System.Text;
using Plutora.Integration.Connectors.Git.Processes;

namespace Plutora.Integration.Connectors.Git.Repositories;

/// <summary>How a remote is reached: credentials for https, and ssh that asks nothing.</summary>
internal sealed class RemoteAccess(GitProgram git, IReadOnlyList<GitAccount> accounts)
{
    /// <summary>The call with what the remote needs. Credentials go into the environment, which other users do not see, never onto the command line.</summary>
    public async Task<GitCall> CompleteAsync(GitCall call, RepositoryAddress address, CancellationToken cancellationToken)
    {
        call = call with { About = address.Text, IsRemote = true };
        if (address.IsSsh)
        {
            return await SshIsSetUpAsync(call, cancellationToken).ConfigureAwait(false) ? call : call with { Environment = [.. call.Environment, new("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")] };
        }

        if (accounts.FirstOrDefault(a => OptionsCheck.Matches(a, address)) is not { } account)
        {
            return call;
        }

        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.User}:{account.Token}"));
        var root = new Uri(address.Text).GetLeftPart(UriPartial.Authority);
        return call with
        {
            // The header is bound to the host; no helper of the user's is asked beside it.
            Settings = [.. call.Settings, new($"http.{root}/.extraHeader", $"Authorization: Basic {basic}"), new("credential.helper", "")],
            Secrets = [.. call.Secrets, account.Token, basic],
        };
    }

    private async Task<bool> SshIsSetUpAsync(GitCall call, CancellationToken cancellationToken) =>
        Environment.GetEnvironmentVariable("GIT_SSH_COMMAND") is { Length: > 0 } || Environment.GetEnvironmentVariable("GIT_SSH") is { Length: > 0 }
        || await git.TryTextAsync(new GitCall("config", "--get", "core.sshCommand") { Place = call.Place }, cancellationToken).ConfigureAwait(false) is not null;
}
