using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Jenkins;

/// <summary>Tries address, user and token, and the access to what the options name.</summary>
internal sealed class AccessCheck(JenkinsOptions options, JenkinsApi api)
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync("", "jobs[name]", cancellationToken).ConfigureAwait(false);
        var count = RawItems.Of(answer.Body, "jobs").Count;
        var missing = new List<string>();
        foreach (var name in options.Jobs.Distinct(StringComparer.Ordinal))
        {
            if (await api.FindAsync(ItemName.Path(name), "name", cancellationToken).ConfigureAwait(false) is null)
            {
                missing.Add(name);
            }
        }

        var version = answer.Headers.TryGetValue("x-jenkins", out var told) ? $" (Jenkins {told})" : "";
        var reached = $"Reached {api.Address}{version} as {(string.IsNullOrEmpty(options.User) ? "nobody (no user is set: what anybody may see)" : options.User)}";
        return missing.Count > 0 ? CheckResult.Failure($"{reached}, but it has no {string.Join(", ", missing)}, or hides it from this user: it needs Job/Read there.")
            : CheckResult.Success($"{reached}; {count} jobs and folders are seen at its top.");
    }
}
