using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Plutora.Integration.Benchmarks.FirstSync;

/// <summary>What a hub tells of itself over its API: how far its streams are, what is left to map, and its memory.</summary>
/// <param name="Read">Records told by the current or last read of each stream.</param>
/// <param name="Expected">Records that these reads expect in all, where the tool tells; else 0.</param>
/// <param name="Ended">Whether each stream was read to its end.</param>
/// <param name="Lag">Raw records that are still to be mapped.</param>
/// <param name="Heap">Bytes of the managed heap after the last collection.</param>
internal sealed record HubLook(long[] Read, long[] Expected, bool Ended, long Lag, long Heap)
{
    private const string HeapSize = "dotnet_gc_last_collection_heap_size_bytes{";

    /// <summary>Looks; null while the hub does not answer yet.</summary>
    public static async Task<HubLook?> TryAsync(HttpClient http, string home, IReadOnlyList<(string Instance, string Stream)> streams)
    {
        try
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(home, "admin.key"))).Trim());
            var (read, expected, ended) = (new long[streams.Count], new long[streams.Count], true);
            foreach (var (index, (instance, name)) in streams.Index())
            {
                var state = JsonElement.Parse(await http.GetByteArrayAsync($"/api/v1/instances/{instance}")).GetProperty("state");
                if (!state.GetProperty("streams").TryGetProperty(name, out var stream))
                {
                    ended = false;
                    continue;
                }

                read[index] = stream.GetProperty("read").GetInt64();
                expected[index] = stream.TryGetProperty("total", out var total) && total.ValueKind == JsonValueKind.Number ? total.GetInt64() : 0;
                ended &= stream.TryGetProperty("lastReadAt", out var last) && last.ValueKind == JsonValueKind.String;
            }

            var lag = JsonElement.Parse(await http.GetByteArrayAsync("/api/v1/status")).GetProperty("normalizerLag").GetInt64();
            return new(read, expected, ended, lag, HeapOf(await http.GetStringAsync("/metrics")));
        }
        catch (Exception notYet) when (notYet is HttpRequestException or FileNotFoundException)
        {
            return null;
        }
    }

    // One line a generation: name{labels} value timestamp.
    private static long HeapOf(string metrics) => metrics.Split('\n').Where(l => l.StartsWith(HeapSize, StringComparison.Ordinal))
        .Sum(l => (long)double.Parse(l[(l.IndexOf('}', StringComparison.Ordinal) + 2)..].Split(' ')[0], CultureInfo.InvariantCulture));
}
