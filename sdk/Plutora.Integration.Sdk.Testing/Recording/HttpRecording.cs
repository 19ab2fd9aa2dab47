using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Recording;

/// <summary>What a tool answered, read from a file that an <see cref="HttpRecorder"/> wrote. Asked the same again, it answers in the order in which the tool did, and at last the last again.</summary>
public sealed class HttpRecording
{
    internal const string ToolAddress = "{tool}/";

    private readonly RecordingFile _file;
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);

    private HttpRecording(RecordingFile file) => _file = file;

    /// <summary>How many answers there are.</summary>
    public int Count => _file.Exchanges.Count;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Path of the file.</param>
    /// <exception cref="AcceptanceException">It is no recording, or one of a newer kit.</exception>
    public static HttpRecording Load(string file)
    {
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(file), RecordingJson.Default.RecordingFile);
            return read is { Format: RecordingFile.Version } ? new(read) : throw new AcceptanceException($"{file} has the format {read?.Format}, this kit reads {RecordingFile.Version}. Record it anew, or use the kit that wrote it.");
        }
        catch (JsonException fault)
        {
            throw new AcceptanceException($"{file} is no recording: {fault.Message} Record it anew with HttpRecorder.");
        }
    }

    /// <summary>What the tool answered; null where it was never asked so.</summary>
    internal ToolAnswer? Find(ToolRequest request)
    {
        var all = _file.Exchanges.Where(e => Fits(e.Request, request)).ToList();
        if (all.Count == 0)
        {
            return null;
        }

        var turn = _asked.AddOrUpdate(Name(all[0].Request), 0, (_, before) => before + 1);
        return Answer(all[Math.Min(turn, all.Count - 1)].Answer, request.Address);
    }

    /// <summary>The recorded request that is most like one that is not there, as a sentence.</summary>
    internal string Nearest(ToolRequest request)
    {
        var asked = $"{request.Method} {request.Target}";
        var nearest = _file.Exchanges.Select(e => Name(e.Request)).Distinct(StringComparer.Ordinal)
            .OrderBy(known => Distance(asked.Split('?')[0], known.Split('?')[0])).ThenBy(known => Distance(asked, known)).FirstOrDefault();
        return nearest is null ? "The recording is empty." : $"The nearest that is recorded is {nearest}.";
    }

    private static string Name(RecordedRequest request) => $"{request.Method} {request.Target}{(request.Body is null ? "" : " " + request.Body)}";

    private bool Fits(RecordedRequest known, ToolRequest asked)
    {
        var (path, parameters) = Split(known.Target);
        var (askedPath, askedParameters) = Split(asked.Target);
        return known.Method == asked.Method && Same(path, askedPath)
            && parameters.Count == askedParameters.Count && parameters.Zip(askedParameters).All(p => p.First.Name == p.Second.Name && Same(p.First.Value, p.Second.Value))
            && _file.TellingHeaders.All(h => Same(known.Headers?.GetValueOrDefault(h.ToLowerInvariant()) ?? "", asked.Headers.GetValueOrDefault(h) ?? ""))
            && (known.Body is null || Same(known.Body, Body(asked)));
    }

    // As it was recorded: JSON without its blanks.
    private static string Body(ToolRequest request) => Encoding.UTF8.GetString(request.Body.Span) is var text && SecretRemoval.Parsed(text) is { } json ? json.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) : text;

    private (string Path, IReadOnlyList<(string Name, string Value)> Parameters) Split(string target)
    {
        var parts = target.Split('?', 2);
        var parameters = parts.Length == 1 ? [] : parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2)).Select(p => (Name: Plain(p[0]), Value: p.Length == 1 ? "" : Plain(p[1])))
            .Where(p => !_file.IgnoredParameters.Contains(p.Name, StringComparer.OrdinalIgnoreCase))
            .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal).ToArray();
        return (Uri.UnescapeDataString(parts[0]), parameters);
    }

    private static string Plain(string encoded) => Uri.UnescapeDataString(encoded.Replace('+', ' '));

    // What was removed may be anything.
    private static bool Same(string known, string asked)
    {
        var parts = known.Split(SecretRemoval.Removed);
        if (parts.Length == 1)
        {
            return known == asked;
        }

        if (!asked.StartsWith(parts[0], StringComparison.Ordinal) || asked.Length < parts[0].Length + parts[^1].Length || !asked.EndsWith(parts[^1], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = asked.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return at <= asked.Length - parts[^1].Length;
    }

    private static ToolAnswer Answer(RecordedAnswer answer, Uri address)
    {
        var body = answer.Base64 is { } bytes ? Convert.FromBase64String(bytes) : Encoding.UTF8.GetBytes(Here(answer.Json?.ToJsonString() ?? answer.Text ?? "", address));
        return new(answer.Status, body) { Headers = answer.Headers.ToDictionary(h => h.Key, h => Here(h.Value, address)) };
    }

    private static string Here(string text, Uri address) => text.Replace(ToolAddress, new Uri(address, "/").AbsoluteUri, StringComparison.Ordinal);

    // Levenshtein's.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
