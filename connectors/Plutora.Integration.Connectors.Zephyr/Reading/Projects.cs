using System.Collections.Immutable;
using System.Text.Json;
using Plutora.Integration.Connectors.Zephyr.Api;

namespace Plutora.Integration.Connectors.Zephyr.Reading;

/// <summary>The projects that are read, by key.</summary>
internal sealed class Projects(ZephyrApi api, ZephyrOptions options)
{
    /// <summary>Those of the options that the account sees, or all that it sees, in order.</summary>
    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken cancellationToken) =>
        [.. (await SeenAsync(cancellationToken).ConfigureAwait(false)).Where(p => options.Projects.Count == 0 || options.Projects.Contains(p, StringComparer.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Those in which Zephyr is enabled, as far as the account sees them.</summary>
    public async Task<IReadOnlyList<string>> SeenAsync(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await foreach (var page in api.ListAsync("projects", ImmutableDictionary<string, string>.Empty, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            foreach (var json in page.Items)
            {
                using var document = JsonDocument.Parse(json);
                var project = document.RootElement;
                if (project.TryGetProperty("key", out var key) && key.GetString() is { Length: > 0 } name && !(project.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.False))
                {
                    found.Add(name);
                }
            }
        }

        return found;
    }
}
