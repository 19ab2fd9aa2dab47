using System.Diagnostics;
using System.Reflection;

namespace Acme.Company.Hosting;

/// <summary>A hub beside the company: the program <c>plutora up</c>, which writes to the same terminal.</summary>
internal sealed class HubProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process _process;

    private HubProcess(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    /// <param name="home">Its home folder.</param>
    /// <param name="address">The address that it listens on.</param>
    /// <exception cref="FileNotFoundException">The program was not built.</exception>
    public static HubProcess Start(string home, string address)
    {
        var program = typeof(HubProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "PlutoraProgram").Value!;
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"The hub's program '{program}' is not there. Build hub/Plutora.Integration.Cli, or start the company alone with --StartHub false.");
        }

        var start = new ProcessStartInfo("dotnet", [program, "up", "--urls", address]);
        start.Environment["PLUTORA_HOME"] = home;
        return new(Process.Start(start)!);
    }

    /// <summary>Ends when the process does.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks it to end and waits until it has: who ends the company alone, such as a service manager, tells the hub nothing.</summary>
    public async Task<int> EndAsync()
    {
        await _process.EndAsync(Patience);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
