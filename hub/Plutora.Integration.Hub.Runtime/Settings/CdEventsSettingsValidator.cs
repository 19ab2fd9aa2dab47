using System.Globalization;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Settings;

/// <summary>Checks what annotations cannot say of <see cref="CdEventsSettings"/>.</summary>
internal static class CdEventsSettingsValidator
{
    private static readonly string[] Causes = ["live", "backfill", "replay"];

    /// <summary>Every fault as one sentence that begins with the setting.</summary>
    public static IEnumerable<string> Faults(CdEventsSettings settings)
    {
        if (settings is { Publish: false, Receivers.Count: > 0 })
        {
            yield return "setting 'cdEvents.receivers' needs 'cdEvents.publish: true': what is sent is what is published.";
        }

        foreach (var twice in settings.Receivers.GroupBy(r => r.Id, StringComparer.Ordinal).Where(g => g.Key.Length > 0 && g.Count() > 1))
        {
            yield return $"setting 'cdEvents.receivers': id '{twice.Key}' stands there {twice.Count()} times.";
        }

        for (var i = 0; i < settings.Receivers.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"setting 'cdEvents.receivers[{i}]");
            foreach (var fault in Faults(settings.Receivers[i]))
            {
                yield return $"{at}.{fault}";
            }
        }
    }

    private static IEnumerable<string> Faults(ReceiverSettings receiver)
    {
        if (!Names.IsValidId(receiver.Id))
        {
            yield return $"id' must match {Names.Pattern}; found '{receiver.Id}'.";
        }

        if (!Uri.TryCreate(receiver.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Fragment.Length > 0)
        {
            yield return "url' must be an absolute http or https address without fragment, such as https://events.example.com/cdevents.";
        }
        else if (url.UserInfo.Length > 0)
        {
            yield return "url' holds a user or password; give 'authorization' a reference instead.";
        }

        foreach (var (name, reference) in new[] { ("secret", receiver.Secret), ("authorization", receiver.Authorization) })
        {
            if (reference is not null && !SecretReference.TryParse(reference, out _))
            {
                yield return $"{name}' must be {SecretReference.Expected}.";
            }
        }

        foreach (var type in receiver.Types.Where(t => !t.StartsWith("dev.cdevents.", StringComparison.Ordinal)))
        {
            yield return $"types': '{type}' begins no type of CDEvents; expected one such as dev.cdevents.change. or dev.cdevents.service.deployed.";
        }

        foreach (var cause in receiver.Causes.Where(c => !Causes.Contains(c, StringComparer.Ordinal)))
        {
            yield return $"causes': '{cause}' is no cause; expected {string.Join(", ", Causes)}.";
        }

        if (receiver.Causes.Count == 0)
        {
            yield return $"causes' must hold one at least of {string.Join(", ", Causes)}.";
        }

        if (receiver.Attempts is < 1 or > 1_000)
        {
            yield return "attempts' must lie between 1 and 1000.";
        }

        if (receiver.TimeoutSeconds is < 1 or > 300)
        {
            yield return "timeoutSeconds' must lie between 1 and 300.";
        }
    }
}
