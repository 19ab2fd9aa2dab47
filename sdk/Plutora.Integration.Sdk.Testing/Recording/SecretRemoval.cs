using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Plutora.Integration.Sdk.Testing.Recording;

/// <summary>Takes out of what was sent and answered what must not be stored.</summary>
internal sealed partial class SecretRemoval
{
    /// <summary>What stands in the place of what was removed; it fits every value when a request is looked for.</summary>
    public const string Removed = "‹removed›";

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "token", "accesstoken", "refreshtoken", "idtoken", "authtoken", "apitoken", "bearertoken", "sessiontoken", "securitytoken", "privatetoken", "xamzsecuritytoken", "password", "passwd", "passphrase", "secret", "clientsecret",
        "apikey", "privatekey", "secretkey", "secretaccesskey", "accesskey", "credential", "credentials", "xamzcredential", "authorization", "cookie", "setcookie", "sessionid", "jsessionid", "sid", "signature", "xamzsignature", "sig", "assertion", "clientassertion", "csrf", "csrftoken", "webhooksecret",
    };

    private static readonly string[] Kept = ["content-type", "link", "etag", "last-modified", "location", "retry-after", "www-authenticate", "docker-content-digest", "x-total-count", "x-next-page", "x-page", "x-per-page", "x-total", "x-ms-continuationtoken"];
    private static readonly string[] KeptPrefixes = ["x-ratelimit-", "ratelimit-", "x-rate-limit-"];
    private static readonly string[] Never = ["set-cookie", "cookie", "authorization", "proxy-authorization", "authentication-info"];

    private readonly RecordingRules _rules;
    private readonly string[] _secrets;
    private readonly HashSet<string> _headers;

    /// <exception cref="ArgumentException">A secret is too short to be looked for, or a header is asked for that carries credentials.</exception>
    public SecretRemoval(RecordingRules rules)
    {
        if (rules.Secrets.FirstOrDefault(s => s.Length < 4) is not null)
        {
            throw new ArgumentException("A secret of fewer than 4 characters would be found everywhere. Name it by RecordingRules.Members or Parameters instead.", nameof(rules));
        }

        if (rules.KeptHeaders.Concat(rules.TellingHeaders).FirstOrDefault(h => Never.Contains(h.ToLowerInvariant())) is { } never)
        {
            throw new ArgumentException($"The header '{never}' carries credentials and is never recorded.", nameof(rules));
        }

        _rules = rules;
        _headers = rules.KeptHeaders.Select(h => h.ToLowerInvariant()).Concat(Kept).ToHashSet(StringComparer.Ordinal);

        // The longest first, or part of one would stay.
        _secrets = [.. rules.Secrets.SelectMany(Forms).Distinct(StringComparer.Ordinal).OrderByDescending(s => s.Length)];
    }

    public bool Keeps(string header) => header.ToLowerInvariant() is var name && !Never.Contains(name) && (_headers.Contains(name) || KeptPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)));

    /// <summary>A text without secrets by value or form.</summary>
    public string Text(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Removed, StringComparison.Ordinal);
        }

        return TokenForm().Replace(UserInfo().Replace(text, "://"), Removed);
    }

    /// <summary>Path and parameters without secrets.</summary>
    public string Target(string target) => Text(Parameters(target, target.IndexOf('?', StringComparison.Ordinal) + 1));

    /// <summary>A body that was sent, without secrets.</summary>
    public string Sent(string body, string contentType) =>
        contentType.Contains("form-urlencoded", StringComparison.OrdinalIgnoreCase) ? Text(Parameters("?" + body, 1)[1..])
        : Parsed(body) is { } json ? Json(json).ToJsonString(Plain) : Text(body);

    /// <summary>A document without secrets.</summary>
    public JsonNode Json(JsonNode json) => Clean(json, [])!;

    public static JsonNode? Parsed(string text)
    {
        try
        {
            return text.AsSpan().TrimStart() is ['{' or '[', ..] ? JsonNode.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A secret that is left; null where there is none.</summary>
    public string? Left(string text) => _secrets.FirstOrDefault(s => text.Contains(s, StringComparison.Ordinal));

    private static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private JsonNode? Clean(JsonNode? node, IReadOnlyList<string> path)
    {
        switch (node)
        {
            case JsonObject members:
                // Names may be secrets as well, where a tool keys objects by them.
                return new JsonObject(members.Select(m => KeyValuePair.Create(Text(m.Key), IsSecret([.. path, m.Key]) && m.Value is not null ? Blank(m.Value) : Clean(m.Value, [.. path, m.Key]))).DistinctBy(m => m.Key));
            case JsonArray items:
                return new JsonArray([.. items.Select(i => Clean(i, path))]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return JsonValue.Create(Text(value.GetValue<string>()));
            case JsonValue value when Text(value.ToJsonString()) is var text && text != value.ToJsonString():
                return JsonValue.Create(text);
            default:
                return node?.DeepClone();
        }
    }

    private static JsonNode Blank(JsonNode value) => value switch
    {
        JsonArray items => new JsonArray([.. items.Select(_ => (JsonNode)Removed)]),
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, Removed))),
        _ => JsonValue.Create(Removed),
    };

    private bool IsSecret(IReadOnlyList<string> path) =>
        Names.Contains(Bare(path[^1])) || _rules.Members.Any(m => m.Split('.') is var parts && parts.Length <= path.Count && path.TakeLast(parts.Length).SequenceEqual(parts, StringComparer.OrdinalIgnoreCase));

    private string Parameters(string text, int from)
    {
        if (from == 0)
        {
            return text;
        }

        return text[..from] + string.Join('&', text[from..].Split('&').Select(part => part.Split('=', 2) is [var name, _] && (Names.Contains(Bare(Uri.UnescapeDataString(name))) || _rules.Parameters.Contains(Uri.UnescapeDataString(name), StringComparer.OrdinalIgnoreCase)) ? $"{name}={Uri.EscapeDataString(Removed)}" : part));
    }

    private static string Bare(string name) => new([.. name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]);

    // A secret is sent as it is, in an address, in JSON, and as the password of HTTP Basic, whose base 64 depends on where it begins.
    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return System.Net.WebUtility.UrlEncode(secret);
        yield return JsonEncodedText.Encode(secret).ToString();
        yield return JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        for (var shift = 0; shift < 3; shift++)
        {
            // What surrounds it changes the first and the last characters.
            var text = Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(secret)]);
            var inner = text[(shift == 0 ? 0 : shift + 1)..(text.TrimEnd('=').Length - (text.EndsWith('=') ? 1 : 0))];
            if (inner.Length >= 6)
            {
                yield return inner;
            }
        }
    }

    // JSON Web Tokens, tokens by which their makers are known, and private keys.
    [GeneratedRegex(@"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}|\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|ATATT|AKIA|ASIA|sk-|sqp_|squ_|npm_)[\w-]{12,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----")]
    private static partial Regex TokenForm();

    [GeneratedRegex(@"(?<=https?)://[^/@\s""']+@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();
}
