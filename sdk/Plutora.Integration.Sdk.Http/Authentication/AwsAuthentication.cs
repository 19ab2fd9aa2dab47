using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime.Internal.Auth;

namespace Plutora.Integration.Sdk.Http.Authentication;

/// <summary>Whom a signature of AWS speaks for, and where.</summary>
/// <param name="AccessKeyId">Id of the access key.</param>
/// <param name="SecretAccessKey">Its secret.</param>
/// <param name="Region">Region of the endpoint, such as <c>eu-central-1</c>.</param>
/// <param name="Service">Name that the service signs under, such as <c>codepipeline</c>.</param>
public sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string Region, string Service)
{
    /// <summary>Token of temporary credentials; null for lasting ones.</summary>
    public string? SessionToken { get; init; }
}

/// <summary>AWS Signature Version 4 in headers; key derivation and signature are those of AWSSDK.Core.</summary>
/// <param name="credentials">The credentials.</param>
/// <param name="time">The clock: AWS refuses what is signed more than five minutes off.</param>
public sealed class AwsAuthentication(AwsCredentials credentials, TimeProvider time) : IHttpAuthentication
{
    private static readonly string[] Signed = ["host", "content-type", "content-md5", "range"];

    /// <inheritdoc/>
    public IEnumerable<string> Secrets => credentials.SessionToken is { } session ? [credentials.SecretAccessKey, session] : [credentials.SecretAccessKey];

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false) : [];
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var now = time.GetUtcNow().UtcDateTime;
        Set(request, "X-Amz-Date", now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        if (credentials.SessionToken is { } session)
        {
            Set(request, "X-Amz-Security-Token", session);
        }

        var headers = Headers(request);
        var names = string.Join(';', headers.Keys);
        var canonical = string.Join('\n', [
            request.Method.Method,
            Path(request.RequestUri!),
            Query(request.RequestUri!),
            .. headers.Select(h => $"{h.Key}:{h.Value}"),
            "",
            names,
            hash,
        ]);
        var signature = AWS4Signer.ComputeSignature(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.Region, now, credentials.Service, names, canonical);
        Set(request, "Authorization", signature.ForAuthorizationHeader);
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    private static SortedDictionary<string, string> Headers(HttpRequestMessage request)
    {
        var address = request.RequestUri!;
        request.Headers.Host = address.IsDefaultPort ? address.Host : string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            var lower = name.ToLowerInvariant();
            if (Signed.Contains(lower) || lower.StartsWith("x-amz-", StringComparison.Ordinal))
            {
                signed[lower] = string.Join(',', values.Select(v => string.Join(' ', v.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
            }
        }

        return signed;
    }

    // Each segment encoded once more: S3 alone does not, and is no service that connectors sign for here.
    private static string Path(Uri address) => string.Join('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString)) is { Length: > 0 } path ? path : "/";

    private static string Query(Uri address) => string.Join('&', address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2))
        .Select(p => (Name: Encoded(p[0]), Value: p.Length > 1 ? Encoded(p[1]) : ""))
        .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)
        .Select(p => $"{p.Name}={p.Value}"));

    private static string Encoded(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text.Replace("+", "%20", StringComparison.Ordinal)));
}
