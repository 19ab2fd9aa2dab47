using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jenkins.Actions;

/// <summary>A job as whoever starts it must know it.</summary>
/// <param name="FullName">Its full name.</param>
/// <param name="IsBuildable">False where it is disabled.</param>
/// <param name="Next">Number that its next build will get, unless another one is quicker.</param>
/// <param name="Parameters">The parameters that it defines, by name.</param>
internal sealed record JobDefinition(string FullName, bool IsBuildable, long? Next, IReadOnlyDictionary<string, ParameterDefinition> Parameters)
{
    private const string Definitions = "[parameterDefinitions[name,type,choices,defaultParameterValue[value]]]";
    private const string Tree = $"name,fullName,buildable,nextBuildNumber,jobs[name],property{Definitions},actions{Definitions}";

    /// <summary>Asks Jenkins for it.</summary>
    /// <exception cref="ConnectorException">Not found, when there is none; permanent, when it is a folder; what a request throws.</exception>
    public static async Task<JobDefinition> AskAsync(JenkinsApi api, string fullName, CancellationToken cancellationToken)
    {
        var path = ItemName.Path(fullName);
        if (await api.FindAsync(path, Tree, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            throw ConnectorException.NotFound($"Jenkins has no job {fullName}, or hides it from this user.");
        }

        using var document = ToolJson.ParseObject(answer.Body, path);
        var job = document.RootElement;
        if (job.TryGetProperty("jobs", out _))
        {
            throw ConnectorException.Permanent($"{fullName} is a folder or multibranch project and has no builds of its own. Name a job in it.");
        }

        // Older servers tell parameters among the actions, newer ones among the properties.
        var parameters = new Dictionary<string, ParameterDefinition>(StringComparer.Ordinal);
        foreach (var parameter in job.List("property").Concat(job.List("actions")).SelectMany(holder => holder.List("parameterDefinitions")))
        {
            if (parameter.Text("name") is { Length: > 0 } name)
            {
                parameters[name] = new(
                    name,
                    [.. parameter.List("choices").Where(choice => choice.ValueKind == JsonValueKind.String).Select(choice => choice.GetString()!)],
                    parameter.Object("defaultParameterValue") is { } given ? ValueOf(given) : null,
                    parameter.Text("type")?.Contains("Password", StringComparison.Ordinal) == true);
            }
        }

        return new(fullName, !job.IsFalse("buildable"), job.Number("nextBuildNumber"), parameters);
    }

    /// <summary>The value of a parameter as it is given in a form; null where Jenkins does not show it.</summary>
    public static string? ValueOf(JsonElement parameter) => parameter.TryGetProperty("value", out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    /// <summary>Says every fault of what is given at once: Jenkins itself leaves out in silence what it does not know.</summary>
    /// <exception cref="ConnectorException">Permanent, when there is one.</exception>
    public void Check(IReadOnlyDictionary<string, string> given)
    {
        List<string> faults = IsBuildable ? [] : [$"{FullName} is disabled."];
        foreach (var (name, value) in given.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            if (!Parameters.TryGetValue(name, out var known))
            {
                faults.Add($"{FullName} has no parameter '{name}'{(Parameters.Count == 0 ? "; it has none." : $"; it has {string.Join(", ", Parameters.Keys.Order(StringComparer.Ordinal))}.")}");
            }
            else if (known.Choices.Count > 0 && !known.Choices.Contains(value, StringComparer.Ordinal))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"Parameter '{name}' of {FullName} must be one of {string.Join(", ", known.Choices)}."));
            }
        }

        if (faults.Count > 0)
        {
            throw ConnectorException.Permanent(string.Join(" ", faults));
        }
    }
}

/// <summary>A parameter that a job defines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Choices">What it may be; empty for anything.</param>
/// <param name="Default">What it is where nothing is given; null where Jenkins does not say.</param>
/// <param name="IsSecret">True for a password: its value is shown to nobody.</param>
internal sealed record ParameterDefinition(string Name, IReadOnlyList<string> Choices, string? Default, bool IsSecret);
