using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Calls a hub and keeps every answer whole, headers and all.</summary>
internal sealed class Transcript(HubProcess hub)
{
    private readonly ConcurrentQueue<string> _answers = new();

    public IReadOnlyList<string> Answers => [.. _answers];

    /// <summary>Calls the hub as the administrator.</summary>
    public Task<(int Status, string Body)> CallAsync(string method, string path, string? body = null) => SendAsync(method, path, body, []);

    /// <summary>Calls the hub with headers of one's own beside the administrator's key, or in its place.</summary>
    public async Task<(int Status, string Body)> SendAsync(string method, string path, string? body, IReadOnlyList<(string Name, string Value)> headers, bool keep = true)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        // The hub refuses a large body before it is sent, as a tool that waits for 100 Continue sees it.
        request.Headers.ExpectContinue = body?.Length > 1_000_000;
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await hub.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (keep) _answers.Enqueue($"{method} {path.Split('?')[0].Split('/')[1]}: {response}{Environment.NewLine}{text}");
        return ((int)response.StatusCode, text);
    }

    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse((await CallAsync("GET", path)).Body);

    /// <summary>Asks until what is asked for holds.</summary>
    public async Task UntilAsync(string path, Func<JsonElement, bool> holds)
    {
        while (!holds(await GetAsync(path))) TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }
}
