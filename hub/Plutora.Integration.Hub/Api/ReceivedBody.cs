using System.Buffers;
using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Receive;

namespace Plutora.Integration.Hub.Api;

/// <summary>The whole body of a request, which has its place in the hub's <see cref="Intake"/> until disposal: it is held until what it says is stored.</summary>
internal sealed class ReceivedBody : IDisposable
{
    // So much is got ready for what a sender only announces.
    private const int Announced = 65_536;

    private readonly Intake.Place _place;
    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _bytes;
    private readonly CancellationTokenSource _withdraw = new();
    private Task _storing = Task.CompletedTask;

    private ReceivedBody(Intake.Place place, long? length)
    {
        _place = place;
        _bytes = new((int)Math.Min(length ?? 4_096, Announced) + 1);
    }

    /// <summary>The bytes as they came.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Its place in the hub's memory.</summary>
    public Intake.Place Place => _place;

    /// <summary>Reads it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="runtime">The hub.</param>
    /// <param name="limit">Bytes that it may have; <c>limits.webhookBytes</c> where left out.</param>
    /// <param name="verified">Whether its sender is known already.</param>
    /// <exception cref="BadHttpRequestException">It is larger.</exception>
    /// <exception cref="IntakeFullException">Too much waits already.</exception>
    public static async Task<ReceivedBody> ReadAsync(HttpContext http, HubRuntime runtime, int? limit = null, bool verified = true)
    {
        var most = limit ?? runtime.Settings.Limits.WebhookBytes;
        if (http.Request.ContentLength > most)
        {
            throw TooLarge();
        }

        var body = new ReceivedBody(runtime.Intake.Enter(verified), http.Request.ContentLength);
        try
        {
            await body.FillAsync(http, most);
            // What gave way is not whole, and must not be taken for what was sent.
            body._place.GrowTo(0);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Waits for what stores the body, for as long as the log is given (<c>log.kafka.operationSeconds</c>): a sender waits no longer, whatever its delivery waits for. What the log has taken by
    /// then may be stored nevertheless, what it has not is withdrawn; the body keeps its place until that is known.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="runtime">The hub.</param>
    /// <param name="store">Stores it; cancelled when it is waited for no longer.</param>
    /// <exception cref="LogException"><see cref="LogError.OutcomeUnknown"/>: the time is over.</exception>
    public async Task<T> StoredAsync<T>(HttpContext http, HubRuntime runtime, Func<CancellationToken, Task<T>> store)
    {
        var storing = store(_withdraw.Token);
        _storing = storing;
        try
        {
            return await storing.WaitAsync(runtime.StoringLimit, runtime.Time, http.RequestAborted);
        }
        catch (TimeoutException) when (!storing.IsCompleted)
        {
            throw new LogException(LogError.OutcomeUnknown, string.Create(CultureInfo.InvariantCulture,
                $"The event log did not take it within {runtime.StoringLimit.TotalSeconds} s (log.kafka.operationSeconds). Send it again after the time in Retry-After: what is stored already is not stored twice."));
        }
        finally
        {
            if (!storing.IsCompleted)
            {
                await _withdraw.CancelAsync();
            }
        }
    }

    public void Dispose()
    {
        if (_storing.IsCompleted)
        {
            GiveBack();
        }
        else
        {
            _ = GiveBackAsync();
        }
    }

    private async Task GiveBackAsync()
    {
        await _storing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        GiveBack();
    }

    private void GiveBack()
    {
        _withdraw.Dispose();
        _place.Dispose();
    }

    private static BadHttpRequestException TooLarge() => new("Too large.", StatusCodes.Status413PayloadTooLarge);

    private async Task FillAsync(HttpContext http, int most)
    {
        // A read that waits is not cancelled, since the server could then not take what is still sent, and the sender would not see its answer: the memory is let go at once.
        await using var gone = _place.GivesWay.Register(Drop);
        while (true)
        {
            var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
            _place.GrowTo(_bytes.WrittenCount + read.Buffer.Length);
            Add(read.Buffer);
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

    private void Add(ReadOnlySequence<byte> read)
    {
        lock (_gate)
        {
            foreach (var part in read)
            {
                _bytes.Write(part.Span);
            }
        }
    }

    private void Drop()
    {
        lock (_gate)
        {
            _bytes = new(1);
        }
    }
}
