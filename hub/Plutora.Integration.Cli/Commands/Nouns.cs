using System.CommandLine;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands;

/// <summary>What the commands of every noun are made with.</summary>
internal sealed record Nouns(Terminal Terminal, GlobalOptions Options)
{
    public Command Verb(string name, string description, IEnumerable<Symbol> symbols, Func<Session, CancellationToken, Task<int>> work)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        return command.Runs(Terminal, Options, work);
    }

    public static Argument<string> Id(string name, string description) => new(name) { Description = description };
}
