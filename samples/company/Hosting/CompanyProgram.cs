using Acme.Company.Tools;
using Acme.Company.World;

namespace Acme.Company.Hosting;

/// <summary>Runs the company, and beside it a hub that reads it.</summary>
internal static class CompanyProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables("COMPANY__").AddCommandLine(arguments).Build();
        var options = configuration.Get<CompanyOptions>() ?? new();
        using var ending = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            ending.Cancel();
        };
        var world = new CompanyWorld(TimeProvider.System);
        await using var host = await CompanyHost.StartAsync(world, Toolchain.Of(world), options.Port, ending.Token);
        foreach (var tool in host.Tools)
        {
            await Console.Out.WriteLineAsync($"{tool.Title} listens on {host.AddressOf(tool.Name)}");
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
