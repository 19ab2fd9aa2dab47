namespace Plutora.Integration.Jsonata.Projection;

/// <summary>
/// What is needed of the values in one place of a document: that they are there, some of their members, or all of them. Items of arrays are in the
/// place of their array, since paths see through arrays.
/// </summary>
internal sealed class Need
{
    private NameTable? _names;

    /// <summary>Whether all of the value is needed.</summary>
    public bool Whole { get; private set; }

    public NeededMember[] Members { get; private set; } = [];

    /// <summary>The members by name; to be asked for once all needs are known.</summary>
    public NameTable Names => _names ??= new NameTable(Members);

    /// <summary>The names of the object that was read here last, in its order: records of one kind have theirs in one. Threads that race for it only make their own.</summary>
    public string[]? LastNames { get; set; }

    public void UseWhole() => Whole = true;

    /// <summary>The need of a member.</summary>
    public Need Member(string name)
    {
        if (Whole)
        {
            return this;
        }

        var known = Array.Find(Members, member => member.Name == name);
        if (known is null)
        {
            Members = [.. Members, known = new NeededMember(name, new Need(), Members.Length)];
            (_names, LastNames) = (null, null);
        }

        return known.Need;
    }
}

/// <summary>A member that is needed, with its name as it mostly stands in JSON.</summary>
internal sealed record NeededMember(string Name, Need Need, int Index)
{
    /// <summary>A bit of its own among the first members of its object, by which a reader knows that it came; none for others, nor for names that are array indexes, which have a place of their own.</summary>
    public ulong Bit { get; } = Index < 64 && !Values.ObjectValue.IsIndex(Name) ? 1UL << Index : 0;

    public byte[] Utf8Name { get; } = System.Text.Encoding.UTF8.GetBytes(Name);
}
