using System.CommandLine;
using System.Globalization;
using System.Text;
using Plutora.Integration.Cli.Commands;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Tests;

/// <summary>Writes the page of the command line from the commands.</summary>
internal static class Reference
{
    public static IEnumerable<(string Path, Command Command)> Commands() => Below("plutora", Root());

    public static string Write()
    {
        var root = Root();
        var page = new StringBuilder();
        page.Append("""
            # Command line
            `plutora <noun> <verb>`. This page is written from the commands by a test (`tests/Plutora.Integration.Cli.Tests`); `plutora <noun> <verb> --help` says the same.
            Answers go to standard output, hints, progress and faults to standard error. With `--json` answers are JSON (events one line each), faults one JSON object `{"error","faults","exitCode"}`.


            """);
        Symbols(page, "every command takes", root.Options.Where(o => o.Recursive && o.Name is not "--help" and not "--version").Select(Row));
        page.Append("| exit code | meaning |\n| --- | --- |\n");
        foreach (var (code, meaning) in ExitCode.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {code} | {meaning} |\n");
        }

        foreach (var noun in root.Subcommands)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {noun.Name}\n");
            if (noun.Subcommands.Count > 0)
            {
                page.Append(CultureInfo.InvariantCulture, $"{noun.Description}\n");
            }

            foreach (var (path, verb) in Below("plutora " + noun.Name, noun).Where(c => c.Command.Action is not null).DefaultIfEmpty(("plutora " + noun.Name, noun)))
            {
                page.Append(CultureInfo.InvariantCulture, $"\n### `{string.Join(' ', [path, .. verb.Arguments.Select(Usage)])}`\n{verb.Description}\n\n");
                Symbols(page, "takes", verb.Arguments.Select(a => (Usage(a), a.Description!)).Concat(verb.Options.Where(o => o.Name != "--help").Select(Row)));
            }
        }

        return page.ToString().TrimEnd().ReplaceLineEndings("\n").Replace("\n\n\n", "\n\n", StringComparison.Ordinal) + "\n";
    }

    private static RootCommand Root() => RootCommands.Create(new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null, false, _ => null, TimeProvider.System), new GlobalOptions());

    private static IEnumerable<(string Path, Command Command)> Below(string path, Command command) =>
        command.Subcommands.SelectMany(c => Below($"{path} {c.Name}", c).Prepend(($"{path} {c.Name}", c)));

    private static string Usage(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Arity.MaximumNumberOfValues > 1 ? $"<{argument.Name}>..." : $"<{argument.Name}>";

    private static (string, string) Row(Option option) => (
        option.ValueType == typeof(bool) ? option.Name : $"{option.Name} <{option.HelpName ?? option.Name.TrimStart('-')}>",
        option.Description + (option.HasDefaultValue && option.ValueType != typeof(bool) && option.GetDefaultValue() is { } value and not Array ? $" Default: {value}." : ""));

    private static void Symbols(StringBuilder page, string title, IEnumerable<(string Name, string Description)> rows)
    {
        var all = rows.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"| {title} | |\n| --- | --- |\n");
        foreach (var (name, description) in all)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {description.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        page.Append('\n');
    }
}
