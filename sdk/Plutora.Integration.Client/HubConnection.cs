using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Plutora.Integration.Client;

/// <summary>Where a hub is and with which key it is asked.</summary>
/// <param name="Address">Base address, such as <c>http://127.0.0.1:5080</c>.</param>
/// <param name="Key">An API key; its role and scope decide what is seen.</param>
public sealed record HubConnection(Uri Address, string Key)
{
    internal HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, new Uri(Address, path)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Key) } };

    internal static async Task EnsureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var (detail, faults) = Problem(body);
        throw new HubException(response.StatusCode, detail ?? $"The hub answered {(int)response.StatusCode} {response.ReasonPhrase}.", faults);
    }

    private static (string? Detail, IReadOnlyList<string> Faults) Problem(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            var detail = problem.RootElement.TryGetProperty("detail", out var text) ? text.GetString() : null;
            return problem.RootElement.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
                ? (detail, [.. errors.EnumerateArray().Select(e => e.ToString())])
                : (detail, []);
        }
        catch (JsonException)
        {
            // A proxy between us and the hub may answer with a page: the status then says all there is.
            return (null, []);
        }
    }
}

/// <summary>The hub refuses, or cannot do, what it was asked.</summary>
public sealed class HubException(HttpStatusCode status, string message, IReadOnlyList<string> faults) : Exception(message)
{
    /// <summary>Status of the answer.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>Every fault that the hub told; may be empty.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
