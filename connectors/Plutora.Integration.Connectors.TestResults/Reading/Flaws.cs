namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>What could not be read of a file whose other parts could.</summary>
internal sealed class Flaws
{
    private const int Kept = 20;
    private const int PayloadLimit = 65_536;
    private readonly List<Flaw> _flaws = [];

    /// <summary>The flaws, of each kind one that names the first place and how many there are.</summary>
    public IReadOnlyList<Flaw> All => _flaws;

    /// <summary>Tells a flaw; of one kind the first place counts.</summary>
    /// <param name="kind">Groups flaws of one cause.</param>
    /// <param name="reason">What is wrong and at which place.</param>
    /// <param name="payload">What was given, where it is a piece of its own.</param>
    public void Tell(string kind, string reason, string? payload = null)
    {
        if (_flaws.Find(f => f.Kind == kind) is { } known)
        {
            known.Count++;
            if (payload is not null && (known.Payload?.Length ?? 0) + payload.Length < PayloadLimit)
            {
                known.Payload += "\n" + payload;
            }
        }
        else if (_flaws.Count < Kept)
        {
            _flaws.Add(new(kind, reason) { Payload = payload is { Length: > PayloadLimit } ? payload[..PayloadLimit] : payload });
        }
    }
}

/// <summary>One kind of flaw.</summary>
internal sealed class Flaw(string kind, string reason)
{
    public string Kind => kind;

    public int Count { get; set; } = 1;

    public string? Payload { get; set; }

    public string Sentence => Count == 1 ? reason : $"{reason} There are {Count} such places.";
}
