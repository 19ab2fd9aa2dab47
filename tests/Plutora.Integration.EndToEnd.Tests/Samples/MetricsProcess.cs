using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Tests;

namespace Plutora.Integration.EndToEnd.Tests.Samples;

/// <summary>The service of <c>samples/delivery-metrics</c> in a process of its own.</summary>
internal sealed class MetricsProcess(string program, string hub, string key, string database) : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly HttpClient _http = new() { BaseAddress = new($"http://127.0.0.1:{FreePorts.InARow(1)}") };
    private Process? _process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(program)! };
        foreach (var argument in new[] { program, "--urls", _http.BaseAddress!.ToString(), "--Database", database }) start.ArgumentList.Add(argument);
        start.Environment["HUB__ADDRESS"] = hub;
        start.Environment["HUB__KEY"] = key;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Ends the process at once.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Ct);
    }

    /// <summary>The figures of a period, as the service answers; null while it does not.</summary>
    public async Task<string?> FiguresAsync(string from, string until)
    {
        Assert.False(_process!.HasExited, $"The service ended:{Environment.NewLine}{Output()}");
        try
        {
            using var answer = await _http.GetAsync($"/figures?from={from}&until={until}", Ct);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(Ct) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until the figures of a period are the ones that are expected, and fails with what they are.</summary>
    public async Task ShowsAsync(string from, string until, string expected)
    {
        string? told = null;
        try
        {
            await Waiting.UntilAsync("the figures are as expected", async () => Same(told = await FiguresAsync(from, until), expected));
        }
        catch (Xunit.Sdk.TrueException)
        {
            Assert.Fail($"{Output()}{Environment.NewLine}Expected {expected}{Environment.NewLine}told     {told}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        _http.Dispose();
    }

    private static bool Same(string? told, string expected) => told is not null && JsonElement.DeepEquals(JsonElement.Parse(told), JsonElement.Parse(expected));

    private string Output()
    {
        lock (_output) return _output.ToString();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
    }
}
