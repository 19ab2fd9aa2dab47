using System.Net;
using System.Text.Json;

namespace Plutora.Integration.Client;

/// <summary>Reads what the hub answers when it refuses: problem+json, or whatever stands between has put in its place.</summary>
internal static class Answers
{
    private const int MostCharacters = 1_000_000;

    public static async Task EnsureAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var (detail, faults) = body.Length > MostCharacters ? (null, []) : Problem(body);
        throw new HubException(response.StatusCode, detail ?? Plain(response.StatusCode, response.ReasonPhrase), faults) { RetryAfter = Wait(response, time) };
    }

    private static string Plain(HttpStatusCode status, string? reason) =>
        $"The hub answered {(int)status} {reason ?? status.ToString()} without saying why; is the address a hub's?";

    private static TimeSpan? Wait(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };

    private static (string? Detail, IReadOnlyList<string> Faults) Problem(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            if (problem.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, []);
            }

            var detail = problem.RootElement.TryGetProperty("detail", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
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
