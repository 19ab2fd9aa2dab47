using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Options;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Declarative.Reading;

/// <summary>Reads a stream: its parts one after another, each as pages with the cursor that is valid once the page is stored.</summary>
/// <param name="stream">The stream.</param>
/// <param name="partitions">Finds its parts.</param>
/// <param name="tools">The tool's hosts.</param>
/// <param name="basis">What beside its request decides what is made of an answer: entity tags of another basis are worth nothing.</param>
internal sealed class StreamReading(StreamSpec stream, Partitions partitions, Tools tools, string basis)
{
    private readonly StreamWalk _walk = new(stream, tools, basis);

    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (stream.Request is null)
        {
            throw ConnectorException.Permanent($"Stream '{stream.Descriptor.Id}' cannot be read: it is fed by webhooks or pushes alone.");
        }

        var state = ReadState.Of(request.Cursor);
        var (told, written, parts) = (0L, request.Cursor?.Value, new HashSet<string>(StringComparer.Ordinal));

        // How many parts there are is known when the last is read: only of a stream without parts does its list tell how much is to come.
        var (whole, total) = (stream.Parent is null, (long?)null);
        await foreach (var part in partitions.OfAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            parts.Add(part.Key);
            if (state.Done.Contains(part.Key))
            {
                continue;
            }

            await foreach (var step in _walk.WalkAsync(request, part, state, cancellationToken).ConfigureAwait(false))
            {
                state = step.State;
                told += step.Made.Count;
                total ??= whole ? step.Total : null;
                var page = Page(step, request.Mode == ReadMode.FullScan && step.Completed ? part.Container : null) with { Progress = new(told, total is { } all ? Math.Max(all, told) : null) };

                // A page that tells nothing and moves nothing is none: a hundred quiet parts would look like a read that turns in circles.
                if (page.Records.Count > 0 || page.Faults.Count > 0 || page.CompletedContainers.Count > 0 || page.Cursor!.Value != written)
                {
                    written = page.Cursor!.Value;
                    yield return page;
                }
            }
        }

        if (state.Without(parts) is var kept && kept != state)
        {
            yield return new([], kept.Write());
        }
    }

    private static RecordPage Page(WalkStep step, string? completed) => new([.. step.Made.Select(m => m.Record).OfType<SourceRecord>()], step.State.Write())
    {
        Faults = [.. step.Made.Select(m => m.Fault).OfType<RecordFault>()],
        SentAt = step.SentAt,
        CompletedContainers = completed is null ? [] : [completed],
    };
}
