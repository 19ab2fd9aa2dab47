using System.Globalization;

namespace Plutora.Integration.EndToEnd.Tests.Partners;

/// <summary>A page of docs/partners that a test walks: what is typed stands on it, and its table of files tells the truth.</summary>
/// <param name="text">The page.</param>
internal sealed class PartnerPage(string text)
{
    /// <summary>The files that the page names in a table, with their lines.</summary>
    public IReadOnlyDictionary<string, int> Files { get; } = text.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells.Length > 3 && cells[1].StartsWith('`') && int.TryParse(cells[2], out _)).ToDictionary(cells => cells[1].Trim('`'), cells => int.Parse(cells[2], CultureInfo.InvariantCulture));

    /// <summary>The code that the page shows.</summary>
    public IReadOnlyList<string> Blocks { get; } = [.. text.Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];

    public static async Task<PartnerPage> ReadAsync(string name) => new(await File.ReadAllTextAsync(Path.Combine(Places.Root, "docs", "partners", name), TestContext.Current.CancellationToken));

    /// <summary>A command that stands on the page as a line of its own.</summary>
    public string Command(string command)
    {
        Assert.Contains("\n" + command + "\n", text, StringComparison.Ordinal);
        return command;
    }

    /// <summary>Fails where a file has more or fewer lines than the page says: those of code, without blank lines, comments and usings.</summary>
    public void HoldsLinesOf(string folder) => Assert.All(Files, file => Assert.Equal(file.Value, Counted(Path.Combine(folder, file.Key))));

    private static int Counted(string file) => File.ReadLines(file).Count(line => line.Trim() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("using", StringComparison.Ordinal));
}
