using System.CommandLine;
using System.Text.Json;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Jsonata;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary><c>plutora mapping eval</c>: evaluates one JSONata expression, without a hub.</summary>
internal static class EvalCommand
{
    private const string StandardInput = "-";

    public static Command Create(Nouns nouns)
    {
        var expression = new Option<string>("--expression") { Description = "The expression.", HelpName = "jsonata", Required = true };
        var input = new Option<string?>("--input") { Description = "JSON that it is evaluated over; - for standard input; left out: nothing.", HelpName = "file" };
        var bindings = new Option<string?>("--bindings") { Description = "JSON object of variables, without their dollar signs.", HelpName = "file" };
        return nouns.Verb(
            "eval",
            "Evaluate a JSONata expression. The result is JSON, nothing where it is undefined; where it fails, the error's code, place and message in one line.",
            [expression, input, bindings],
            (session, ct) => RunAsync(session.Terminal, session.Get(expression)!, session.Get(input), session.Get(bindings), ct));
    }

    private static async Task<int> RunAsync(Terminal terminal, string expression, string? input, string? bindings, CancellationToken cancellationToken)
    {
        try
        {
            var result = await EvaluateAsync(terminal, expression, input, bindings, cancellationToken).ConfigureAwait(false);
            if (!result.IsUndefined)
            {
                await terminal.Out.WriteLineAsync(result.ToJson()).ConfigureAwait(false);
            }

            return ExitCode.Done;
        }
        catch (JsonataException error)
        {
            await terminal.Error.WriteLineAsync(Text.Clean($"{error.Code} at {error.Position}: {error.Message}".ReplaceLineEndings(" "))).ConfigureAwait(false);
        }
        catch (JsonException wrong)
        {
            await terminal.Error.WriteLineAsync(Text.Clean(wrong.Message.ReplaceLineEndings(" "))).ConfigureAwait(false);
        }

        return ExitCode.Refused;
    }

    private static async Task<JsonataValue> EvaluateAsync(Terminal terminal, string text, string? input, string? bindings, CancellationToken cancellationToken)
    {
        var expression = JsonataExpression.Compile(text);
        var variables = new JsonataBindings();
        if (bindings is not null)
        {
            var value = await ReadAsync(terminal, bindings, cancellationToken).ConfigureAwait(false);
            if (value.Value.Kind != JsonataKind.Object)
            {
                throw new JsonException($"'{bindings}' holds no JSON object. Write the variables as its members.");
            }

            foreach (var (name, member) in value.Value.Members)
            {
                variables.Set(name, member);
            }
        }

        var document = input is null ? JsonataInput.Undefined : await ReadAsync(terminal, input, cancellationToken).ConfigureAwait(false);
        return expression.Evaluate(document, variables, cancellationToken);
    }

    private static async Task<JsonataInput> ReadAsync(Terminal terminal, string file, CancellationToken cancellationToken)
    {
        var json = file == StandardInput
            ? System.Text.Encoding.UTF8.GetBytes(await terminal.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false))
            : await JsonFile.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonataInput.Parse(json);
        }
        catch (JsonException wrong)
        {
            throw new JsonException($"'{file}' is not JSON: {wrong.Message}", wrong);
        }
    }
}
