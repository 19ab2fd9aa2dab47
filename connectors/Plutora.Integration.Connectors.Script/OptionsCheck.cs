using System.Globalization;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.Script.Running;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Script;

/// <summary>Checks what annotations cannot say of the options.</summary>
internal static partial class OptionsCheck
{
    // Windows hands these to its command interpreter, which reads arguments as commands.
    private static readonly string[] ShellFiles = [".bat", ".cmd"];

    public static IEnumerable<OptionFault> Run(ScriptOptions options)
    {
        for (var index = 0; index < options.Programs.Count; index++)
        {
            var at = $"programs[{index}]";
            if (options.Programs[index] is not { } program)
            {
                yield return new(at, "must be a program with name, path and folder.");
                continue;
            }

            if (!Name().IsMatch(program.Name))
            {
                yield return new($"{at}.name", "must be lower-case letters, digits and hyphens, a letter first, 40 at most, such as rotate-keys.");
            }
            else if (options.Programs.Take(index).Any(p => p?.Name == program.Name))
            {
                yield return new($"{at}.name", $"is there twice: '{program.Name}'.");
            }

            foreach (var fault in Program(program))
            {
                yield return fault with { Path = $"{at}.{fault.Path}" };
            }
        }
    }

    private static IEnumerable<OptionFault> Program(ScriptProgram program)
    {
        if (!Path.IsPathFullyQualified(program.Path))
        {
            yield return new("path", "must be the whole path of a program, such as /opt/scripts/rotate.sh.");
        }
        else if (ShellFiles.Contains(Path.GetExtension(program.Path), StringComparer.OrdinalIgnoreCase))
        {
            yield return new("path", "must be no batch file: a shell would read its arguments. Name the program that runs it, or an executable.");
        }

        if (!Path.IsPathFullyQualified(program.Folder))
        {
            yield return new("folder", "must be the whole path of a folder, such as /var/lib/scripts.");
        }

        if (program.Arguments.Any(a => a is null || a.Contains('\0', StringComparison.Ordinal)))
        {
            yield return new("arguments", "must be texts without the character 0.");
        }

        if (ArgumentPattern.Fault(program.Pattern) is { } fault)
        {
            yield return new("pattern", fault);
        }

        foreach (var name in program.Environment.Keys.Concat(program.Secrets.Select(s => s?.Name ?? "")).GroupBy(n => n, StringComparer.Ordinal))
        {
            if (!Variable().IsMatch(name.Key))
            {
                yield return new("environment", $"names a variable '{name.Key}': letters, digits and underscores are expected, a digit not first.");
            }
            else if (name.Count() > 1)
            {
                yield return new("environment", $"names '{name.Key}' twice, in 'environment' and 'secrets'.");
            }
        }

        if (program.Environment.Values.Concat(program.Secrets.Select(s => s?.Value ?? "")).Any(v => v.Contains('\0', StringComparison.Ordinal)))
        {
            yield return new("environment", "must hold texts without the character 0.");
        }

        foreach (var (code, meaning) in program.ExitCodes)
        {
            if (!int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 255 || !ExitMeaning.Known.Contains(meaning))
            {
                yield return new("exitCodes", $"says '{code}: {meaning}': a code from 0 to 255 and one of {string.Join(", ", ExitMeaning.Known)} are expected.");
            }
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,199}\z")]
    private static partial Regex Variable();
}
