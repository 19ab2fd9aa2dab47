using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Hub.Runtime.Secrets;

/// <summary>Takes every secret that the hub has resolved out of what is said to people, in the forms in which secrets travel: a tool may echo them, and a plugin pass that on.</summary>
public sealed class SecretMask
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mark = "***";

    // A shorter one stands in ordinary words by chance, and masking these would tell it.
    private const int Shortest = 4;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private ImmutableArray<string> _forms = [];

    /// <summary>Learns a secret. Known ones stay known until the process ends, since what was said may still be on its way.</summary>
    public void Add(string secret)
    {
        lock (_lock)
        {
            if (secret.Length >= Shortest && _secrets.Add(secret))
            {
                _forms = [.. _forms.Concat(Forms(secret)).Distinct(StringComparer.Ordinal).OrderByDescending(f => f.Length)];
            }
        }
    }

    /// <summary>The text with a mark in the place of each secret.</summary>
    public string Of(string text)
    {
        foreach (var form in _forms)
        {
            text = text.Replace(form, Mark, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Whether a secret stands in the text.</summary>
    public bool Holds(string text)
    {
        foreach (var form in _forms)
        {
            if (text.Contains(form, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return JsonEncodedText.Encode(secret).Value;
        yield return secret.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var shift = 0; shift < 3; shift++)
        {
            // As it stands in base64 behind any other text, such as a user's name, without the digits that its neighbours share.
            var whole = Convert.ToBase64String([.. new byte[shift], .. bytes]).TrimEnd('=');
            var first = shift == 0 ? 0 : shift + 1;
            var last = (bytes.Length + shift) % 3 == 0 ? whole.Length : whole.Length - 1;
            if (last - first >= 2 * Shortest)
            {
                yield return whole[first..last];
            }
        }
    }
}
