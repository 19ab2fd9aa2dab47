using System.Globalization;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Connectors.Jira.Api;

/// <summary>Tries address, credentials and the access to what the options name.</summary>
internal sealed class AccountCheck(JiraOptions options, JiraApi api, TimeProvider time)
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        using var account = await api.GetAsync(api.Platform("myself"), cancellationToken).ConfigureAwait(false);
        var who = account.RootElement.Text("displayName") ?? account.RootElement.Text("name") ?? "an account without a name";
        var fields = await CustomFields.OfAsync(api, options.Fields, cancellationToken).ConfigureAwait(false);
        var projects = await Projects.FindAsync(api, options.Projects, time, cancellationToken).ConfigureAwait(false);
        string[] faults =
        [
            .. projects.Missing.Count == 0 ? Array.Empty<string>() : [$"it has no project {string.Join(", ", projects.Missing)}, or hides it from this account"],
            .. projects.Found.Count > 0 || projects.Missing.Count > 0 ? Array.Empty<string>() : ["the account sees no project: give it the permission 'Browse projects'"],
            .. Unknown(fields) is { Count: > 0 } unknown ? [$"it has no custom field {string.Join(", ", unknown)}"] : Array.Empty<string>(),
        ];
        return faults.Length == 0
            ? CheckResult.Success(string.Create(CultureInfo.InvariantCulture, $"Reached {api.Base} as {who}; {projects.Found.Count} projects are read."))
            : CheckResult.Failure($"Reached {api.Base} as {who}, but {string.Join("; and ", faults)}.");
    }

    private List<string> Unknown(CustomFields fields) =>
        [.. options.Fields.Where(f => !fields.Names.Any(n => string.Equals(n.Key, f, StringComparison.OrdinalIgnoreCase) || string.Equals(n.Value, f, StringComparison.OrdinalIgnoreCase)))];
}
