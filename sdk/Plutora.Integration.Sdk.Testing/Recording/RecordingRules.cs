namespace Plutora.Integration.Sdk.Testing.Recording;

/// <summary>
/// What a recording leaves out, beside what it always does: request headers, cookies, headers of answers that say nothing of the answer, members and parameters that are named like secrets, texts that have the form of a token or a private key.
/// </summary>
public sealed record RecordingRules
{
    /// <summary>Values that must stand nowhere in the file, such as the token and the password of the instance; 4 characters at least. Encodings of them are found too.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Members of answers and of bodies that were sent, whose values are removed wherever they stand: <c>email</c>, or with what they stand in, <c>user.name</c>.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Parameters of addresses whose values are removed.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Headers of answers that are kept beside the usual ones (content type, links, entity tag, limits, continuation). Cookies and credentials never are.</summary>
    public IReadOnlyList<string> KeptHeaders { get; init; } = [];

    /// <summary>Headers of requests that tell one request from another at the same address, such as <c>X-Amz-Target</c>; they are kept.</summary>
    public IReadOnlyList<string> TellingHeaders { get; init; } = [];

    /// <summary>Parameters that differ from run to run, such as <c>since</c>: a request is found without them when it is replayed.</summary>
    public IReadOnlyList<string> IgnoredParameters { get; init; } = [];
}
