using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using CloudNative.CloudEvents.Http;
using CloudNative.CloudEvents.SystemTextJson;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Settings;
using ContentMode = CloudNative.CloudEvents.ContentMode;

namespace Plutora.Integration.Hub.Runtime.CdEvents.Delivery;

/// <summary>Posts events to one receiver as CloudEvents 1.0 over HTTP, the body signed.</summary>
internal sealed class ReceiverClient(ReceiverSettings receiver, SecretVault secrets, TimeProvider time) : IDisposable
{
    /// <summary>Header with <c>sha256=</c> and the lower-case hex of HMAC-SHA256 over the body's bytes.</summary>
    public const string SignatureHeader = "X-Plutora-Signature-256";

    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);
    private static readonly JsonEventFormatter Formatter = new();

    // A redirect would carry events, and the key to them, where nobody said so.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15), PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly ContentMode _mode = receiver.Mode == ReceiverMode.Structured ? ContentMode.Structured : ContentMode.Binary;

    /// <summary>Sends one event once.</summary>
    public async Task<ReceiverAnswer> SendAsync(LogRecord record, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(receiver.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var request = await RequestAsync(record, cancellationToken).ConfigureAwait(false);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return Answer(response);
        }
        catch (SecretMissingException missing)
        {
            return new(ReceiverAnswerKind.Unready, missing.Message);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new(ReceiverAnswerKind.Failed, $"No answer from {Host} within {receiver.TimeoutSeconds} s.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return new(ReceiverAnswerKind.Failed, $"No answer from {Host}: {broken.Message}");
        }
    }

    /// <summary>The signature of a body.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public void Dispose() => _http.Dispose();

    private string Host => new Uri(receiver.Url).Authority;

    private async Task<HttpRequestMessage> RequestAsync(LogRecord record, CancellationToken cancellationToken)
    {
        var body = CloudEventContent.Of(record).ToHttpContent(_mode, Formatter);
        var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = body };
        try
        {
            if (receiver.Secret is not null)
            {
                request.Headers.Add(SignatureHeader, Sign(await ResolveAsync(receiver.Secret, cancellationToken).ConfigureAwait(false), await body.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)));
            }

            if (receiver.Authorization is not null && !request.Headers.TryAddWithoutValidation("Authorization", await ResolveAsync(receiver.Authorization, cancellationToken).ConfigureAwait(false)))
            {
                throw new SecretMissingException($"The secret '{receiver.Authorization}' is no value of an Authorization header; it must be one line such as 'Bearer ...'.");
            }

            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Plutora.Integration", "1"));
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private ValueTask<string> ResolveAsync(string reference, CancellationToken cancellationToken) =>
        SecretReference.TryParse(reference, out var parsed) ? secrets.ResolveAsync(parsed, cancellationToken) : throw new SecretMissingException($"Expected {SecretReference.Expected}.");

    private ReceiverAnswer Answer(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return ReceiverAnswer.Delivered;
        }

        var said = string.Create(CultureInfo.InvariantCulture, $"{Host} answered {status} {response.StatusCode}.");
        if (status is >= 300 and < 400)
        {
            return new(ReceiverAnswerKind.Failed, $"{said} Redirects are not followed: set the receiver's url to where it is now.");
        }

        // What may be mended at the receiver without the event being another.
        var passing = status is >= 500 or 401 or 403 or 404 or 405 or 407 or 408 or 421 or 423 or 425 or 429;
        return new(passing ? ReceiverAnswerKind.Failed : ReceiverAnswerKind.Refused, said, Asked(response.Headers.RetryAfter));
    }

    private TimeSpan? Asked(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? (header?.Date is { } at ? at - time.GetUtcNow() : null);
        return asked is { } wait && wait > TimeSpan.Zero ? (wait < LongestAsked ? wait : LongestAsked) : null;
    }
}
