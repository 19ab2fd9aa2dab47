using Spectre.Console;

namespace Plutora.Integration.Cli.Output;

/// <summary>Where a command reads and writes: the process's own streams, or a test's.</summary>
/// <param name="Out">Answers.</param>
/// <param name="Error">Faults, hints and progress.</param>
/// <param name="In">What is given on standard input.</param>
/// <param name="IsInteractive">Whether a person sits at it.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="Time">The clock.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, TextReader In, bool IsInteractive, Func<string, string?> Environment, TimeProvider Time)
{
    // Wide enough that a table piped into a file or another program is not folded.
    private const int PipeWidth = 400;

    public static Terminal OfProcess() => new(
        Console.Out, Console.Error, Console.In, !Console.IsOutputRedirected && !Console.IsErrorRedirected && !Console.IsInputRedirected,
        System.Environment.GetEnvironmentVariable, TimeProvider.System);

    public IAnsiConsole Tables()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Out),
        });
        if (!IsInteractive)
        {
            console.Profile.Width = PipeWidth;
        }

        return console;
    }
}
