using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>What is left of a limit, as it is kept over a restart.</summary>
/// <param name="Name">Name of the limit; empty where it has none.</param>
/// <param name="Most">Requests that it allows; null where the tool does not say.</param>
/// <param name="Left">Requests that are left at least.</param>
/// <param name="End">When it is restored.</param>
/// <param name="Counted">Whether what is left is counted here.</param>
internal sealed record KeptLimit(string Name, long? Most, long Left, DateTimeOffset End, bool Counted);

/// <summary>Keeps what is left of a host's limits in a folder that may vanish: what cannot be written or read is forgotten, at the cost of a refused request.</summary>
internal sealed class LimitFile
{
    private const int Version = 1;
    private readonly string? _path;

    public LimitFile(string? folder, Uri address) => _path = folder is null ? null : Path.Combine(folder, $"limits-{Uri.EscapeDataString(address.Authority)}.json");

    public IReadOnlyList<KeptLimit> Read() => Try(path => File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllBytes(path), LimitFileJson.Default.KeptLimits) is { Version: Version, Limits: { } limits } ? limits : []) ?? [];

    /// <summary>Writes all anew, a few hundred bytes: seldom enough to be waited for. Nothing is flushed: what the system was given outlives the process.</summary>
    public void Write(IEnumerable<KeptLimit> limits) => Try(path =>
    {
        var written = path + ".new";
        File.WriteAllBytes(written, JsonSerializer.SerializeToUtf8Bytes(new(Version, [.. limits]), LimitFileJson.Default.KeptLimits));
        File.Move(written, path, overwrite: true);
        return path;
    });

    private T? Try<T>(Func<string, T> act)
        where T : class
    {
        try
        {
            return _path is null ? null : act(_path);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>The file.</summary>
/// <param name="Version">Version of its form; of another one nothing is read.</param>
/// <param name="Limits">The limits.</param>
internal sealed record KeptLimits(int Version, IReadOnlyList<KeptLimit>? Limits);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KeptLimits))]
internal sealed partial class LimitFileJson : JsonSerializerContext;
