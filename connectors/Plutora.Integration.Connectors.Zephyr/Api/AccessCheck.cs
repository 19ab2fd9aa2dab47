using System.Globalization;
using Plutora.Integration.Connectors.Zephyr.Reading;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Connectors.Zephyr.Api;

/// <summary>Tries address and token, and the access to the projects that the options name.</summary>
internal sealed class AccessCheck(ZephyrApi api, Projects projects, ZephyrOptions options)
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var seen = await projects.SeenAsync(cancellationToken).ConfigureAwait(false);
        var missing = options.Projects.Except(seen, StringComparer.Ordinal).ToList();
        return missing.Count > 0 ? CheckResult.Failure($"Reached {api.Base}, but Zephyr is not enabled in {string.Join(", ", missing)}, or hides it from this account.")
            : seen.Count == 0 ? CheckResult.Failure($"Reached {api.Base}, but the account sees no project in which Zephyr is enabled.")
            : CheckResult.Success(string.Create(CultureInfo.InvariantCulture, $"Reached {api.Base}; {(options.Projects.Count > 0 ? options.Projects.Count : seen.Count)} projects are read."));
    }
}
