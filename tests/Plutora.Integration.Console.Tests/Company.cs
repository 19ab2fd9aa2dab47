using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Acme.Company.Hosting;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>README's first command in a process of its own: the simulated company, and beside it a hub on an empty home folder that reads it.</summary>
internal sealed partial class Company : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly StringBuilder _told = new();
    private readonly Dictionary<string, Uri> _tools = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<string> _link = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Company(Process process, string home) => (_process, Home) = (process, home);

    /// <summary>Where the sources are.</summary>
    public static string Sources { get; } = typeof(Company).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Sources").Value!;

    /// <summary>The hub's home folder.</summary>
    public string Home { get; }

    /// <summary>The hub's address.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Address of a tool, by its title.</summary>
    public Uri Tool(string title)
    {
        lock (_told)
        {
            return _tools[title];
        }
    }

    /// <summary>Starts both and waits for the address that opens the console once.</summary>
    /// <param name="options">Options of the company, such as <c>--Months</c>.</param>
    /// <returns>The company, and that address.</returns>
    public static async Task<(Company Company, string Link)> StartAsync(params string[] options)
    {
        var port = FreePorts.InARow(7);
        var home = Directory.CreateTempSubdirectory("plutora-walk-").FullName;
        var program = typeof(Company).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "CompanyProgram").Value!;
        string[] told = [program, "--Home", home, "--Hub", Invariant($"http://127.0.0.1:{port}"), "--Port", Invariant($"{port + 1}"), .. options];
        var company = new Company(new() { StartInfo = new("dotnet", told) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home } }, home);
        company._process.OutputDataReceived += company.Hear;
        company._process.ErrorDataReceived += company.Hear;
        company._process.Exited += (_, _) => company._link.TrySetException(new InvalidOperationException($"The company ended at its start:{Environment.NewLine}{company.Told()}"));
        company._process.EnableRaisingEvents = true;
        company._process.Start();
        company._process.BeginOutputReadLine();
        company._process.BeginErrorReadLine();
        try
        {
            var link = await company._link.Task.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
            company.Address = new Uri(link).GetLeftPart(UriPartial.Authority);
            return (company, link);
        }
        catch (Exception)
        {
            await company.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end, as Ctrl+C does; the hub ends with it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.EndAsync(Patience);
        _process.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_told)
        {
            _told.AppendLine(line.Data);
            if (line.Data is not null && Listening().Match(line.Data) is { Success: true } tool)
            {
                _tools[tool.Groups["tool"].Value] = new(tool.Groups["address"].Value);
            }
        }

        if (line.Data is not null && Opening().Match(line.Data) is { Success: true } link)
        {
            _link.TrySetResult(link.Value);
        }
    }

    private string Told()
    {
        lock (_told)
        {
            return _told.ToString();
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("http://[^ ]+/sign-in#[0-9a-f]{64}", RegexOptions.None, 1_000)]
    private static partial Regex Opening();

    [GeneratedRegex("^(?<tool>.+) listens on (?<address>http://[^ ]+/)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Listening();
}
