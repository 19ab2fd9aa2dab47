namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>What something stored is, for whoever reads of a fault: it is put into words only then.</summary>
/// <param name="Kind">What it is; all that there is to say where <paramref name="Name"/> is null.</param>
/// <param name="Name">Which one.</param>
internal readonly record struct StateName(string Kind, string? Name)
{
    public static implicit operator StateName(string words) => new(words, null);

    /// <summary>In words.</summary>
    public override string ToString() => Name is null ? Kind : $"{Kind} '{Name}'";
}
