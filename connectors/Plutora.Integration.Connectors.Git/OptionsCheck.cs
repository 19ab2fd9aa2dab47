using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Git;

/// <summary>Checks what annotations cannot say of the options.</summary>
internal static class OptionsCheck
{
    private const int LongestId = 200;

    public static IEnumerable<OptionFault> Run(GitOptions options) =>
        [.. Repositories(options), .. Ids(options), .. Accounts(options), .. Patterns("branches", options.Branches), .. Patterns("tags", options.Tags)];

    private static IEnumerable<OptionFault> Repositories(GitOptions options)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < options.Repositories.Count; index++)
        {
            var text = options.Repositories[index];
            if (RepositoryAddress.Parse(text, out var fault) is not { } address)
            {
                yield return new($"repositories[{index}]", fault!);
                continue;
            }

            var id = options.Ids.GetValueOrDefault(text) ?? address.Id;
            if (!ids.TryAdd(id, text))
            {
                yield return new($"repositories[{index}]", $"has the id '{id}', as '{ids[id]}' has. Give one of them another id in 'ids'.");
            }

            if (address.IsPlain && options.Accounts.Any(a => Matches(a, address)))
            {
                yield return new($"repositories[{index}]", "must be https: an account's token would be sent where others can read it.");
            }
        }
    }

    private static IEnumerable<OptionFault> Ids(GitOptions options)
    {
        foreach (var (address, id) in options.Ids)
        {
            if (!options.Repositories.Contains(address, StringComparer.Ordinal))
            {
                yield return new($"ids.{address}", "is not one of 'repositories', written the same way.");
            }

            if (string.IsNullOrWhiteSpace(id) || id.Length > LongestId || id.Any(char.IsControl))
            {
                yield return new($"ids.{address}", $"must be a text of 1 to {LongestId} characters.");
            }
        }
    }

    private static IEnumerable<OptionFault> Accounts(GitOptions options)
    {
        for (var index = 0; index < options.Accounts.Count; index++)
        {
            var account = options.Accounts[index];
            if (account is null || Uri.CheckHostName(account.Host.Split(':')[0]) == UriHostNameType.Unknown || account.Host.Contains('/', StringComparison.Ordinal))
            {
                yield return new($"accounts[{index}].host", "must be a host, such as github.com or git.example.com:8443.");
            }
            else if (options.Accounts.Take(index).Any(a => string.Equals(a?.Host, account.Host, StringComparison.OrdinalIgnoreCase)))
            {
                yield return new($"accounts[{index}].host", $"is named twice: '{account.Host}'.");
            }

            if (string.IsNullOrEmpty(account?.Token) || account.Token.Any(char.IsControl))
            {
                yield return new($"accounts[{index}].token", "is required, and may hold no control characters.");
            }

            if (string.IsNullOrEmpty(account?.User) || account.User.Any(c => c == ':' || char.IsControl(c)))
            {
                yield return new($"accounts[{index}].user", "must be a name without colon.");
            }
        }
    }

    private static IEnumerable<OptionFault> Patterns(string option, IReadOnlyList<string> patterns)
    {
        for (var index = 0; index < patterns.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(patterns[index]))
            {
                yield return new($"{option}[{index}]", "must be a pattern, such as main or release/*.");
            }
        }
    }

    internal static bool Matches(GitAccount account, RepositoryAddress address) =>
        string.Equals(account.Host, address.Authority, StringComparison.OrdinalIgnoreCase);
}
