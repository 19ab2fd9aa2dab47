using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Runtime.InteropServices;
using Acme.Company.Scenario;
using Acme.Company.Tools;

namespace Acme.Company.Hosting;

/// <summary>Runs the company, and beside it a hub that reads it.</summary>
internal static class CompanyProgram
{
    private const int Wrong = 2;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = new ConfigurationBuilder().AddEnvironmentVariables("COMPANY__").AddCommandLine(arguments).Build().Get<CompanyOptions>() ?? new();
        List<ValidationResult> faults = [];
        if (!Validator.TryValidateObject(options, new(options), faults, validateAllProperties: true) || !Uri.TryCreate(options.Hub, UriKind.Absolute, out var hub))
        {
            await Console.Error.WriteLineAsync(faults.Count > 0 ? string.Join(Environment.NewLine, faults.Select(f => f.ErrorMessage)) : $"--Hub '{options.Hub}' is no address. Expected one such as http://127.0.0.1:5080.");
            return Wrong;
        }

        using var ending = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        return await RunAsync(options, hub, ending.Token);

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ending.Cancel();
        }
    }

    private static async Task<int> RunAsync(CompanyOptions options, Uri hubAddress, CancellationToken cancellationToken)
    {
        var home = Path.GetFullPath(options.Home ?? HomeFolder());
        var until = options.Until ?? await BeganAsync(home, options.StartHub, cancellationToken);
        using var logs = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(c => c.SingleLine = true));
        var scenario = CompanyScenario.Found(options.Seed, options.Teams, options.Months, until, TimeProvider.System, logs.CreateLogger("Acme.Company"));
        await using var file = options.Truth is { } path ? new StreamWriter(path) { AutoFlush = true } : null;
        using var truth = file is null ? null : new GroundTruth(scenario.World, file).Begin();
        await Console.Out.WriteLineAsync($"The company plays {options.Months} months of its past...");
        scenario.PlayHistory();
        await using var host = await CompanyHost.StartAsync(scenario.World, Toolchain.Of(scenario.World), options.Port, cancellationToken);
        foreach (var tool in host.Tools)
        {
            await Console.Out.WriteLineAsync($"{tool.Title} listens on {host.AddressOf(tool.Name)}");
        }

        host.TellHub(hubAddress);
        if (!options.StartHub)
        {
            await scenario.LiveAsync(options.Speed, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }

        var written = await HubSettingsWriter.WriteAsync(home, [.. host.Tools.Select(t => (t.Name, t.Title, t.Instance(host.AddressOf(t.Name))))], cancellationToken);
        await Console.Out.WriteLineAsync(written
            ? $"{Path.Combine(home, "plutora.yaml")} was written with an instance for each tool. See what happens with 'plutora events tail'."
            : $"{Path.Combine(home, "plutora.yaml")} is there already and left as it is; for a hub that reads the company alone, choose another folder with --Home or PLUTORA_HOME.");
        return await BesideHubAsync(scenario, options, home, hubAddress, cancellationToken);
    }

    // Whichever of the two ends, the other ends with it.
    private static async Task<int> BesideHubAsync(CompanyScenario scenario, CompanyOptions options, string home, Uri hubAddress, CancellationToken cancellationToken)
    {
        using var hub = HubProcess.Start(home, hubAddress.AbsoluteUri);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var living = scenario.LiveAsync(options.Speed, ending.Token);
        await Task.WhenAny(living, hub.EndedAsync(ending.Token));
        await ending.CancelAsync();
        await living.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await hub.EndAsync();
    }

    private static string HomeFolder() => Environment.GetEnvironmentVariable("PLUTORA_HOME") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "plutora");

    // A hub that has read the company once finds the same past at the next start.
    private static async Task<DateTimeOffset> BeganAsync(string home, bool keep, CancellationToken cancellationToken)
    {
        var file = Path.Combine(home, "company", "until");
        if (keep && File.Exists(file) && DateTimeOffset.TryParse(await File.ReadAllTextAsync(file, cancellationToken), CultureInfo.InvariantCulture, out var began))
        {
            return began;
        }

        var now = TimeProvider.System.GetUtcNow();
        if (keep)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, now.ToString("O"), cancellationToken);
        }

        return now;
    }
}
