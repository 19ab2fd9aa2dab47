using Plutora.Integration.Connectors.Git.Processes;

namespace Plutora.Integration.Connectors.Git.Repositories;

/// <summary>A repository on this machine, ready to be read: the one of the options itself, or the mirror of a remote.</summary>
internal sealed record OpenedRepository
{
    /// <summary>Which one.</summary>
    public required RepositoryRef Reference { get; init; }

    /// <summary>Options that tell git where it is.</summary>
    public required IReadOnlyList<string> Place { get; init; }

    /// <summary>The branch that HEAD names; null when it names a commit.</summary>
    public string? HeadBranch { get; init; }

    /// <summary>The commit that HEAD names itself, as a build server's checkout does; null when it names a branch.</summary>
    public string? DetachedHead { get; init; }

    /// <summary>True when it has no working tree.</summary>
    public bool IsBare { get; init; }

    /// <summary><c>sha1</c> or <c>sha256</c>.</summary>
    public string ObjectFormat { get; init; } = "sha1";

    /// <summary>Identifies where a shallow clone ends; null when the history is whole.</summary>
    public string? ShallowEnd { get; init; }

    /// <summary>What can be told of files without asking a remote for contents that a partial clone left out.</summary>
    public FileDetail Files { get; init; }

    /// <summary>Address of the remote <c>origin</c>, without credentials; null when there is none.</summary>
    public string? Origin { get; init; }

    /// <summary>A call of git in this repository.</summary>
    public GitCall Call(params IReadOnlyList<string> arguments) => new(arguments) { Place = Place, About = Reference.Address.Text };
}
