using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Connectors.GitHub.Access;

/// <summary>Signs who a GitHub App is, as a JSON Web Token by RS256.</summary>
internal sealed class AppSignature : IDisposable
{
    // GitHub takes ten minutes at most, and lets no clock be ahead of its own.
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(9);
    private static readonly string Header = Part("""{"alg":"RS256","typ":"JWT"}"""u8);
    private readonly string _app;
    private readonly RSA _key;
    private readonly TimeProvider _time;

    /// <exception cref="ArgumentException">The key is no private RSA key in PEM.</exception>
    public AppSignature(string app, string privateKey, TimeProvider time)
    {
        (_app, _key, _time) = (app, RSA.Create(), time);
        try
        {
            _key.ImportFromPem(Lines(privateKey));
        }
        catch (CryptographicException fault)
        {
            throw new ArgumentException("The private key is not one of RSA.", nameof(privateKey), fault);
        }
    }

    /// <summary>Whether a text is a private RSA key in PEM.</summary>
    public static bool IsKey(string text)
    {
        try
        {
            using var tried = new AppSignature("", text, TimeProvider.System);
            return tried._key.ExportParameters(includePrivateParameters: true).D is not null;
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>A signed token, good for some minutes.</summary>
    public string Make()
    {
        var now = _time.GetUtcNow();
        var claims = string.Create(CultureInfo.InvariantCulture, $$"""{"iat":{{(now - Before).ToUnixTimeSeconds()}},"exp":{{(now + Lasting).ToUnixTimeSeconds()}},"iss":{{JsonSerializer.Serialize(_app, SignatureJson.Default.String)}}}""");
        var signed = $"{Header}.{Part(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Part(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose() => _key.Dispose();

    private static string Part(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    // Environment variables often hold the lines of a key with \n between them.
    private static string Lines(string pem) => pem.Replace("\\n", "\n", StringComparison.Ordinal);
}

/// <summary>The claims' JSON, made at compile time.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class SignatureJson : System.Text.Json.Serialization.JsonSerializerContext;
