using System.Text.Json;
using Plutora.Integration.Connectors.Script.Running;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Script;

/// <summary>The programs of one instance.</summary>
internal sealed class ScriptInstance(ScriptOptions options, ConnectorContext context) : ConnectorInstance
{
    private const int LongestArgument = 8 * 1024;

    private readonly Dictionary<string, ScriptProgram> _programs = options.Programs.ToDictionary(p => p.Name, StringComparer.Ordinal);

    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        var faults = _programs.Values.Select(ProgramFile.Fault).OfType<string>().ToArray();
        return Task.FromResult(faults.Length == 0 ? CheckResult.Success($"May run {string.Join(", ", _programs.Keys)}.") : CheckResult.Failure(string.Join(" ", faults)));
    }

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) =>
        throw ConnectorException.Permanent("This connector reads nothing: it runs programs.");

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (program, arguments) = Asked(request);
        var result = await new ScriptRunner(program, context.Time).RunAsync(arguments, request.ActionId, cancellationToken).ConfigureAwait(false);
        return ExitMeaning.FaultOf(program, result) is { } fault ? throw fault : new() { Values = JsonSerializer.SerializeToElement(result, RunJson.Default.RunResult) };
    }

    public override Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var (program, arguments) = Asked(request);
        var line = string.Join(' ', arguments.Select(a => JsonSerializer.Serialize(a, RunJson.Default.String)).Prepend(program.Path));
        return Task.FromResult(ProgramFile.Fault(program) is { } fault
            ? throw ConnectorException.Configuration(fault)
            : new ActionPreview($"Would run {line} in {program.Folder}, for {program.TimeLimitSeconds} seconds at most.", []));
    }

    // Each fault at once: whoever asks mends them in one go.
    private (ScriptProgram Program, IReadOnlyList<string> Arguments) Asked(ActionRequest request)
    {
        if (request.Action != ScriptConnector.RunScript)
        {
            throw new NotSupportedException($"Action '{request.Action}' is not offered by this connector.");
        }

        var asked = request.Arguments.Deserialize(RunJson.Default.RunArguments) ?? new();
        if (!_programs.TryGetValue(asked.Program, out var program))
        {
            throw ConnectorException.Permanent($"The program '{asked.Program}' is not on the list of instance '{context.Instance}'. On it are: {string.Join(", ", _programs.Keys)}.");
        }

        var pattern = new ArgumentPattern(program.Pattern);
        string[] faults =
        [
            .. asked.Arguments.Count > program.MaxArguments ? [$"'{program.Name}' takes {program.MaxArguments} arguments at most, and {asked.Arguments.Count} are given."] : Array.Empty<string>(),
            .. asked.Arguments.Select((a, index) => Fault(a, index, pattern)).OfType<string>().Take(10),
        ];
        return faults.Length == 0 ? (program, [.. program.Arguments, .. asked.Arguments]) : throw ConnectorException.Permanent(string.Join(" ", faults));
    }

    private static string? Fault(string? argument, int index, ArgumentPattern pattern) =>
        argument is null || argument.Contains('\0', StringComparison.Ordinal) ? $"Argument {index + 1} must be a text without the character 0."
        : argument.Length > LongestArgument ? $"Argument {index + 1} is longer than {LongestArgument} characters."
        : !pattern.Fits(argument) ? $"Argument {index + 1} does not match the pattern that the instance asks for."
        : null;
}
