namespace Plutora.Integration.Hub.Runtime.Services;

/// <summary>Collects every fault of a batch; those that are about what the service may do apart, since they decide the answer.</summary>
internal sealed class ServiceFaults
{
    private const int Most = 1_000;
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public bool Forbidden { get; private set; }

    public void Add(int index, string? id, string what)
    {
        if (_all.Count < Most)
        {
            _all.Add($"events[{index}]{(id is null ? "" : $" ('{id}')")}: {what}");
        }
    }

    public void Forbid(int index, string? id, string what)
    {
        Forbidden = true;
        Add(index, id, what);
    }
}
