namespace Plutora.Integration.Cli;

/// <summary>What scripts go by; <c>plutora --help</c> lists them.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The hub refused it, or what was checked is not in order.</summary>
    public const int Refused = 1;

    /// <summary>The command line, a file or a setting is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The hub does not answer; for <c>up</c>: the home folder or the address cannot be used.</summary>
    public const int Unavailable = 3;

    /// <summary>No key, a key that the hub does not know, or one that may not do this.</summary>
    public const int Key = 4;

    /// <summary>Ended by Ctrl+C.</summary>
    public const int Interrupted = 130;

    /// <summary>All of them, for people.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Done, "done"),
        (Refused, "the hub refused it, or what was checked is not in order"),
        (Usage, "the command line, a file or a setting is wrong"),
        (Unavailable, "the hub does not answer; for 'up': the home folder or the address cannot be used"),
        (Key, "no key, a key that the hub does not know, or one that may not do this"),
        (Interrupted, "ended by Ctrl+C"),
    ];
}
