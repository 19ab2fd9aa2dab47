namespace Plutora.Integration.Connectors.Git.Processes;

/// <summary>One call of git: arguments as arguments, never through a shell.</summary>
/// <param name="Arguments">The subcommand and what follows it.</param>
internal sealed record GitCall(params IReadOnlyList<string> Arguments)
{
    /// <summary>Options before the subcommand that say where it works, such as <c>-C folder</c>.</summary>
    public IReadOnlyList<string> Place { get; init; } = [];

    /// <summary>Configuration that is passed in the environment, where other users do not see it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>More environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>What must not appear in a message.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>What the call is about, for messages: the repository's address.</summary>
    public string About { get; init; } = "";

    /// <summary>True when it speaks to another machine: what it cannot explain is then taken for an outage.</summary>
    public bool IsRemote { get; init; }
}
