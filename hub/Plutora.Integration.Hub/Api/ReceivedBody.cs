using System.Buffers;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Receive;

namespace Plutora.Integration.Hub.Api;

/// <summary>The whole body of a request, which has its place in the hub's <see cref="Intake"/> until disposal: hold it until what it says is stored.</summary>
internal sealed class ReceivedBody : IDisposable
{
    // So much is got ready for what a sender only announces.
    private const int Announced = 65_536;

    private readonly Intake.Place _place;
    private readonly ArrayBufferWriter<byte> _bytes;

    private ReceivedBody(Intake.Place place, long? length)
    {
        _place = place;
        _bytes = new((int)Math.Min(length ?? 4_096, Announced) + 1);
    }

    /// <summary>The bytes as they came.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Reads it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="runtime">The hub.</param>
    /// <param name="limit">Bytes that it may have; <c>limits.webhookBytes</c> where left out.</param>
    /// <exception cref="BadHttpRequestException">It is larger.</exception>
    /// <exception cref="IntakeFullException">Too much waits already.</exception>
    public static async Task<ReceivedBody> ReadAsync(HttpContext http, HubRuntime runtime, int? limit = null)
    {
        var most = limit ?? runtime.Settings.Limits.WebhookBytes;
        if (http.Request.ContentLength > most)
        {
            throw TooLarge();
        }

        var body = new ReceivedBody(runtime.Intake.Enter(), http.Request.ContentLength);
        try
        {
            await body.FillAsync(http, most);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose() => _place.Dispose();

    private static BadHttpRequestException TooLarge() => new("Too large.", StatusCodes.Status413PayloadTooLarge);

    private async Task FillAsync(HttpContext http, int most)
    {
        while (true)
        {
            var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
            _place.GrowTo(_bytes.WrittenCount + read.Buffer.Length);
            foreach (var part in read.Buffer)
            {
                _bytes.Write(part.Span);
            }

            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (_bytes.WrittenCount > most)
            {
                throw TooLarge();
            }

            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
