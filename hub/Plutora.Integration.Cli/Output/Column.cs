using System.Text.Json;

namespace Plutora.Integration.Cli.Output;

/// <summary>A column of a table.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Text">What it shows of a row.</param>
internal sealed record Column(string Title, Func<JsonElement, string> Text)
{
    /// <summary>A member of the row, by its path; headed by the last part.</summary>
    public static implicit operator Column(string path) => new(path[(path.LastIndexOf('.') + 1)..], row => Output.Text.At(row, path));
}
