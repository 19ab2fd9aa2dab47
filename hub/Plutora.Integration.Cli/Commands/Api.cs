using System.CommandLine;
using System.Text.Json;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Client;

namespace Plutora.Integration.Cli.Commands;

/// <summary>Runs one call of the API as a command: the answer on standard output, faults on standard error, exit code 1 on failure.</summary>
internal static class Api
{
    public static void Calls(this Command command, Func<ParseResult, (HttpMethod Method, string Path, string? Body)> call, params string[] columns) =>
        command.SetAction((parsed, ct) => GuardAsync(async () =>
        {
            using var http = new HttpClient();
            var (method, path, body) = call(parsed);
            Answers.Write(await new HubApi(http, HubOptions.Connection(parsed)).SendAsync(method, path, body, ct), parsed.GetValue(HubOptions.Json), columns);
        }));

    public static async Task<int> GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (HubException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            foreach (var fault in refused.Faults)
            {
                await Console.Error.WriteLineAsync("  " + fault);
            }

            return 1;
        }
        catch (HttpRequestException unreachable)
        {
            await Console.Error.WriteLineAsync($"The hub does not answer: {unreachable.Message} Start one with 'plutora up', or name another with --hub.");
            return 1;
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or IOException or JsonException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }
}
