using System.Text;
using System.Text.Json;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Cli.Commands.Events;

/// <summary>Shows events as they come.</summary>
internal sealed class EventTail(Session session, EventFilter filter, FileInfo? resume)
{
    private readonly FileSubscriptionStore? _positions = resume is null ? null : new(resume.FullName);

    public async Task<int> RunAsync(EventQuery query, long limit, CancellationToken cancellationToken)
    {
        if (_positions is not null && await _positions.LoadPositionAsync("tail", cancellationToken) is { } kept)
        {
            query = query with { Position = kept };
        }

        var subscriber = new EventSubscriber(session.Http, session.Connection, session.Terminal.Time, new()
        {
            Interrupted = told => session.Note($"The connection to the hub is interrupted ({told.Reason.TrimEnd('.')}); next try in {told.Wait.TotalSeconds:0.#} s."),
        });

        // What is wrong with key, topic, position or address is told now instead of waited out.
        await using (var probe = subscriber.StreamAsync(query with { Follow = false }, cancellationToken).GetAsyncEnumerator(cancellationToken))
        {
            await probe.MoveNextAsync();
        }

        var (shown, told) = (0L, false);
        await foreach (var received in subscriber.StreamAsync(query, cancellationToken))
        {
            if (received.Event is { } one && filter.Takes(one))
            {
                session.Terminal.Out.WriteLine(session.Json ? Encoding.UTF8.GetString(received.Json.Span) : Line(one, received));
                shown++;
            }
            else if (received.Event is null && shown == 0 && query.Follow && !told)
            {
                told = true;
                session.Note($"Nothing yet in {string.Join(", ", query.Topics)}; waiting for what comes. Ctrl+C ends.");
            }

            await SaveAsync(received, cancellationToken);
            if (shown == limit)
            {
                return ExitCode.Done;
            }
        }

        if (shown == 0)
        {
            session.Note("There is no such event. 'plutora instance list' shows what is read, 'plutora instance add' adds a tool, 'plutora dead-letter list' shows what could not be mapped.");
        }

        return ExitCode.Done;
    }

    private static string Line(NormalizedEvent told, ReceivedEvent received) => Text.Clean(
        $"{Text.Instant(told.Time)}  {EventFilter.Cause(told),-8}  {told.Subject.ToString(),-60}  {(told.Type.Change == EntityChange.Deleted ? "deleted  " : "")}{Title(received)}".ReplaceLineEndings(" ").TrimEnd());

    private static string? Title(ReceivedEvent received)
    {
        try
        {
            return received.ReadEntity()?.Title;
        }
        catch (JsonException)
        {
            // An event that this version cannot read is shown by its subject.
            return null;
        }
    }

    private async ValueTask SaveAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        if (_positions is null)
        {
            return;
        }

        await using var transaction = await _positions.BeginAsync("tail", cancellationToken);
        await transaction.SavePositionAsync(received.Position, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
