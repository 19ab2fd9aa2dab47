using System.CommandLine;
using Plutora.Integration.Cli.Commands;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli;

/// <summary>Runs one command line.</summary>
internal static class PlutoraCommand
{
    // A hub that is asked to end finishes what is under way.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var options = new GlobalOptions();
        var root = RootCommands.Create(terminal, options);
        // An argument that begins with @ is an argument: expressions may.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var configuration = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestEnd };
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }

        var command = parsed.CommandResult.Command;
        if (command.Action is null && parsed.UnmatchedTokens.Count == 0)
        {
            // A noun without a verb: what can be done with it is the answer.
            await root.Parse([.. Names(command), "--help"]).InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
            return command == root ? ExitCode.Done : ExitCode.Usage;
        }

        var faults = parsed.UnmatchedTokens.Count > 0 && command.Action is null ? [Unknown(command, parsed.UnmatchedTokens[0])] : parsed.Errors.Select(e => e.Message).Distinct();
        Running.Tell(terminal, parsed.GetValue(options.Json), ExitCode.Usage, [.. faults, $"See: {string.Join(' ', ["plutora", .. Names(command), "--help"])}"]);
        return ExitCode.Usage;
    }

    private static string Unknown(Command command, string token)
    {
        var known = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToArray();
        var near = known.Where(name => Distance(name, token) <= Math.Max(1, token.Length / 3)).OrderBy(name => Distance(name, token)).FirstOrDefault();
        return $"'{token}' is no command of '{string.Join(' ', ["plutora", .. Names(command)])}'. {(near is null ? $"There are: {string.Join(", ", known)}." : $"Did you mean '{near}'?")}";
    }

    private static Stack<string> Names(Command command)
    {
        var names = new Stack<string>();
        for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault())
        {
            names.Push(at.Name);
        }

        return names;
    }

    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[other.Length];
    }
}
