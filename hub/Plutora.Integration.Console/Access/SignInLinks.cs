using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Plutora.Integration.WebConsole.Access;

/// <summary>One-time links that sign an administrator in. Each opens once, within its time; only hashes are kept, and none outlives the process.</summary>
/// <param name="time">The clock.</param>
public sealed class SignInLinks(TimeProvider time)
{
    /// <summary>How long a link opens.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, (string Key, DateTimeOffset Until)> _open = new(StringComparer.Ordinal);

    /// <summary>Makes a link's token.</summary>
    /// <param name="keyHash">Hash of the key as which it signs in.</param>
    /// <returns>The token, which stands behind the # of the address: browsers send that part to nobody, so that no log on the way has it.</returns>
    public string Create(string keyHash)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        foreach (var (old, _) in _open.Where(o => o.Value.Until < time.GetUtcNow()))
        {
            _open.TryRemove(old, out _);
        }

        _open[Hash(token)] = (keyHash, time.GetUtcNow() + Lifetime);
        return token;
    }

    /// <summary>Uses a token up.</summary>
    /// <returns>Hash of the key as which it signs in; null when it is unknown, used, or too old.</returns>
    public string? Use(string token) => _open.TryRemove(Hash(token), out var link) && link.Until >= time.GetUtcNow() ? link.Key : null;

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
