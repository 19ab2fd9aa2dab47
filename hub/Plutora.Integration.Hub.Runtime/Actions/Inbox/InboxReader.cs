using System.Globalization;
using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Actions.Inbox;

/// <summary>Reads a request of the inbox: who asks is proved before the body is looked at.</summary>
internal sealed class InboxReader(KeyRing keys)
{
    private const int MostBytes = 1024 * 1024;

    // Compared against where the key is not known, so that the time taken does not tell which names there are.
    private static readonly byte[] Nobody = new byte[32];

    public InboxReading Read(LogRecord record)
    {
        var body = record.Value!.Value;
        var (name, time, given) = (record.Header(InboxSignature.KeyHeader), record.Header(InboxSignature.TimeHeader), record.Header(InboxSignature.SignatureHeader));
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(given) || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds >= 253402300800)
        {
            return Refused($"A request bears the headers {InboxSignature.KeyHeader} (name of the API key), {InboxSignature.TimeHeader} (Unix seconds) and {InboxSignature.SignatureHeader}; this one lacks one of them, or the time is none.");
        }

        if (body.Length > MostBytes)
        {
            return Refused(string.Create(CultureInfo.InvariantCulture, $"A request has {MostBytes} bytes at most; this one has {body.Length}."));
        }

        var key = keys.Keys.FirstOrDefault(k => k.Name == name);
        var secret = key is null ? null : keys.SigningSecret(key);
        var proved = InboxSignature.IsSame(InboxSignature.Of(secret ?? Nobody, name, seconds, body.Span), given);
        if (key is not null && secret is null)
        {
            return Refused("The API key was made before keys could sign. Make a new one.");
        }

        if (secret is null || !proved)
        {
            return Refused("The signature is not that of the API key: its name, the key, the time or the body is another.");
        }

        try
        {
            var order = JsonSerializer.Deserialize(body.Span, RuntimeJson.Default.InboxRequest)?.Order();
            return string.IsNullOrWhiteSpace(order?.Action)
                ? new(key, null, default, "The body names no action; it is that of POST /api/v1/actions.")
                : new(key, order, DateTimeOffset.FromUnixTimeSeconds(seconds), null);
        }
        catch (JsonException fault)
        {
            return new(key, null, default, $"The body is not that of POST /api/v1/actions: {fault.Message}");
        }
    }

    private static InboxReading Refused(string fault) => new(null, null, default, fault);
}
