using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.TestResults;

/// <summary>Gathers what is known of a run beside its file: the instance's options, and what an upload says in their place.</summary>
internal static class ContextReader
{
    /// <summary>Kinds of tests as the model names them.</summary>
    public static readonly string[] Kinds =
    [
        "unit", "component", "integration", "contract", "functional", "end-to-end", "regression", "smoke", "acceptance", "performance", "security", "accessibility", "compliance", "exploratory",
    ];

    private static readonly string[] Known = ["kind", "environment", "application", "repository", "branch", "commit", "pipelineRun", "release", "suite"];

    public static RunContext Of(TestResultsOptions options) => new()
    {
        Kind = Given(options.Kind),
        Environment = Given(options.Environment),
        Application = Given(options.Application),
        Repository = Given(options.Repository),
        Branch = Given(options.Branch),
        Commit = Given(options.Commit),
        PipelineRun = Given(options.PipelineRun),
        Release = Given(options.Release),
    };

    /// <summary>The context of an upload.</summary>
    /// <exception cref="ConnectorException">Permanent: a parameter that is not known, or a kind that does not exist.</exception>
    public static RunContext With(this RunContext context, IReadOnlyDictionary<string, string> parameters)
    {
        if (parameters.Keys.FirstOrDefault(p => !Known.Contains(p)) is { } unknown)
        {
            throw ConnectorException.Permanent($"The upload's parameter '{unknown}' is not known. Known are: {string.Join(", ", Known)}. Upload the file again with one of them.");
        }

        if (Given(parameters.GetValueOrDefault("kind")) is { } kind && !Kinds.Contains(kind))
        {
            throw ConnectorException.Permanent($"The upload's kind '{kind}' is no kind of test. Kinds are: {string.Join(", ", Kinds)}. Upload the file again with one of them.");
        }

        string? Or(string name, string? known) => Given(parameters.GetValueOrDefault(name)) ?? known;
        return new()
        {
            Kind = Or("kind", context.Kind),
            Environment = Or("environment", context.Environment),
            Application = Or("application", context.Application),
            Repository = Or("repository", context.Repository),
            Branch = Or("branch", context.Branch),
            Commit = Or("commit", context.Commit),
            PipelineRun = Or("pipelineRun", context.PipelineRun),
            Release = Or("release", context.Release),
            Suite = Or("suite", context.Suite),
        };
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
