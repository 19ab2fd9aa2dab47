using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plutora.Integration.Client.Acting;

/// <summary>
/// A request for an action as it is written to the hub's topic <c>actions.inbox.v1</c>: the body of <c>POST /api/v1/actions</c>, and the headers that prove who asks. It is good for as long as the hub tries an action (15
/// minutes by default); asked again later, it is signed anew and, by its idempotency key, is the same action.
/// </summary>
/// <param name="Body">The body, as it was signed: not a byte of it may change.</param>
/// <param name="Headers">Headers of the record, by name, in UTF-8.</param>
public sealed record SignedAction(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The topic, behind the hub's prefix of topics.</summary>
    public const string Topic = "actions.inbox.v1";

    private const string Purpose = "plutora.actions.inbox.v1";

    /// <summary>Signs a request.</summary>
    /// <param name="call">What is asked for.</param>
    /// <param name="keyName">Name of the API key, as it was given when the key was made.</param>
    /// <param name="key">The API key, which is not sent.</param>
    /// <param name="now">Now.</param>
    /// <exception cref="ArgumentException">The name or the key is empty.</exception>
    public static SignedAction Of(ActionCall call, string keyName, string key, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keyName);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        var body = Encoding.UTF8.GetBytes(call.Body());
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var secret = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Purpose));
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Purpose}\n{keyName}\n{seconds}\n"));
        hash.AppendData(body);
        return new(body, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["plutora-key"] = keyName,
            ["plutora-time"] = seconds,
            ["plutora-signature"] = Convert.ToHexStringLower(hash.GetHashAndReset()),
        });
    }
}
