using System.Globalization;

namespace Plutora.Integration.Benchmarks.FirstSync;

/// <summary>The memory of a hub over time, for each of its lives: before the kill, and behind it.</summary>
internal sealed class MemorySamples
{
    private const int Parts = 4;
    private readonly List<List<(long Resident, long Heap)>> _lives = [[]];

    /// <summary>Another process goes on.</summary>
    public void NextLife() => _lives.Add([]);

    /// <param name="resident">Bytes that the process has in memory.</param>
    /// <param name="heap">Bytes of its managed heap after the last collection.</param>
    public (long Resident, long Heap) Add(long resident, long heap)
    {
        _lives[^1].Add((resident, heap));
        return (resident, heap);
    }

    /// <summary>The highest of each quarter of each life, and how the last quarter stands to the one before.</summary>
    public async Task WriteAsync(TextWriter output)
    {
        await output.WriteLineAsync("| | 1st quarter, highest | 2nd | 3rd | 4th | 4th to 3rd |\n| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (index, life) in _lives.Index().Where(l => l.Item.Count >= Parts))
        {
            var name = index == 0 ? "before the kill" : "behind it";
            await RowAsync(output, $"{name}, resident", life, s => s.Resident);
            await RowAsync(output, $"{name}, managed heap", life, s => s.Heap);
        }
    }

    private static Task RowAsync(TextWriter output, string name, List<(long Resident, long Heap)> life, Func<(long Resident, long Heap), long> of)
    {
        var highest = Enumerable.Range(0, Parts).Select(p => life.Skip(life.Count * p / Parts).Take((life.Count * (p + 1) / Parts) - (life.Count * p / Parts)).Max(of)).ToList();
        return output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", highest.Select(h => $"{h >> 20} MB"))} | {(double)highest[^1] / Math.Max(1, highest[^2]):F2} |"));
    }
}
