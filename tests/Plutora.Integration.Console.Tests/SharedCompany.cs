using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>Walks over the simulated company: one after another, over one company and one hub.</summary>
[CollectionDefinition]
public sealed class CompanyWalks : ICollectionFixture<SharedCompany>;

/// <summary>One simulated company and a hub beside it for all walks, started by the first: that takes half a minute. Each walk leaves it without dead letters, and names what it adds after itself.</summary>
/// <param name="browser">The browser.</param>
public sealed class SharedCompany(ConsoleHub browser) : IAsyncLifetime
{
    // The same company at each run: the month of one team, which stands still from then on but for what its tools are asked to do.
    private static readonly string[] Options = ["--Months", "1", "--Teams", "1", "--Speed", "0", "--Until", "2026-09-30T12:00:00Z"];
    private readonly HttpClient _http = new();
    private Company? _company;
    private string _link = "";
    private string _key = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The hub's home folder.</summary>
    public string Home => _company!.Home;

    /// <summary>A page of the browser to which nobody has signed in, and the address that opens the hub's console once. The test is skipped where there is no browser.</summary>
    internal async Task<(ConsolePageView View, string Link)> MeetAsync()
    {
        var view = await browser.OpenAsync(null, "about:blank");
        await StartAsync();
        return (view, _link);
    }

    /// <summary>A page of the hub's console; the test is skipped where there is no browser.</summary>
    /// <param name="path">Where it begins.</param>
    /// <param name="key">Whose key signs in; the first administrator's where left out.</param>
    internal async Task<ConsolePageView> OpenAsync(string path, string? key = null)
    {
        await browser.StartBrowserAsync();
        await StartAsync();
        return await browser.OpenAsync(_company!.Address, key ?? _key, path);
    }

    /// <summary>Asks the hub's API, as the administrator.</summary>
    internal async Task<JsonElement> GetAsync(string path) => await _http.GetFromJsonAsync<JsonElement>(path, Ct);

    /// <summary>Tells the hub's API, as the administrator.</summary>
    internal async Task PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync(Ct)}");
    }

    /// <summary>Address of a tool of the company.</summary>
    internal Uri Tool(string title) => _company!.Tool(title);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_company is not null)
        {
            await _company.DisposeAsync();
        }
    }

    // Walks of one collection never run beside each other.
    private async Task StartAsync()
    {
        if (_company is null)
        {
            (_company, _link) = await Company.StartAsync(Options);
            _key = await File.ReadAllTextAsync(Path.Combine(_company.Home, "admin.key"), Ct);
            _http.BaseAddress = new(_company.Address + "/api/v1/");
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        }
    }
}
