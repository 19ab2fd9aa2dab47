using System.Globalization;
using Plutora.Integration.Connectors.TestRail.Reading;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Connectors.TestRail.Api;

/// <summary>Tries address, user and key, and the access to the projects that the options name.</summary>
internal sealed class AccessCheck(TestRailApi api, Projects projects, TestRailOptions options)
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var seen = await projects.AllAsync(cancellationToken).ConfigureAwait(false);
        var missing = options.Projects.Except(seen.Select(p => p.Id)).Select(id => id.ToString(CultureInfo.InvariantCulture)).ToList();
        return missing.Count > 0 ? CheckResult.Failure($"Reached {api.Base} as {options.User}, but it has no project {string.Join(", ", missing)}, or hides it from this account.")
            : seen.Count == 0 ? CheckResult.Failure($"Reached {api.Base} as {options.User}, but the account sees no project: give it a role in those that are to be read.")
            : CheckResult.Success(string.Create(CultureInfo.InvariantCulture, $"Reached {api.Base} as {options.User}; {seen.Count} projects are read."));
    }
}
