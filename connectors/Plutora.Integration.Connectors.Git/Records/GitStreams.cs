using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Records;

/// <summary>The streams of the connector. Their order is the connector's: where versions tie, the earlier stream wins.</summary>
internal static class GitStreams
{
    public const string Repository = "repository";
    public const string Branch = "branch";
    public const string Tag = "tag";
    public const string Commit = "commit";

    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    public static IReadOnlyList<StreamDescriptor> All { get; } =
    [
        new() { Id = Repository, Description = "A repository of the options: its default branch, addresses and form.", CanScan = true, DefaultInterval = Seldom },
        new() { Id = Branch, Description = "A branch and the commit it names.", CanScan = true, DefaultInterval = Often },
        new() { Id = Tag, Description = "A tag, what it names, and the tag object where it is annotated.", CanScan = true, DefaultInterval = Often },
        new() { Id = Commit, Description = "A commit that a branch or tag reaches, with the files it changed; oldest first.", Versions = VersionOrder.Immutable, DefaultInterval = Often },
    ];
}
