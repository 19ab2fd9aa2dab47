namespace Plutora.Integration.WebConsole.Forms;

/// <summary>Faults by the field of a form beside which they stand.</summary>
internal static class FieldFaults
{
    /// <summary>There are none.</summary>
    public static ILookup<string, string> None { get; } = Of([]);

    /// <summary>By the field that a path leads to: a list of texts is one field, whichever of them is wrong.</summary>
    public static ILookup<string, string> Of(IEnumerable<(string Path, string Message)> faults) => faults.ToLookup(f => FieldOf(f.Path), f => f.Message, StringComparer.Ordinal);

    private static string FieldOf(string path) => path.EndsWith(']') && path.LastIndexOf('[') is > 0 and var bracket ? path[..bracket] : path;
}
