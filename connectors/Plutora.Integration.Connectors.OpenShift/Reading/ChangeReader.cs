using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Reading;

/// <summary>Reads a stream: lists each scope once, and from then on tells what changed behind the version that was seen last.</summary>
internal sealed partial class ChangeReader(ListWalker lists, WatchReader watches, ScopeFinder scopes, ILogger logger)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ClusterResource resource, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = ReadCursor.Read(request.Cursor);
        var found = await scopes.FindAsync(resource, cancellationToken).ConfigureAwait(false);
        cursor = cursor.Only(found);
        var refusals = new Refusals();
        foreach (var scope in found)
        {
            await foreach (var step in refusals.GuardAsync(StepsAsync(resource, scope, cursor.At(scope), found.Count, cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                cursor = cursor.With(scope, step.Place);
                yield return new(step.Records, cursor.Write()) { SentAt = step.SentAt };
            }
        }

        refusals.Tell();
    }

    // What expired is listed anew, once a read: should it expire again, the next read goes on.
    private async IAsyncEnumerable<Step> StepsAsync(ClusterResource resource, Scope scope, ScopePlace place, int share, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            var expired = false;
            var steps = FromAsync(resource, scope, place, share, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (steps.ConfigureAwait(false))
            {
                while (true)
                {
                    try
                    {
                        if (!await steps.MoveNextAsync().ConfigureAwait(false))
                        {
                            break;
                        }
                    }
                    catch (ExpiredException)
                    {
                        expired = true;
                        break;
                    }
                    catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
                    {
                        LogAbsent(logger, resource.Name);
                        break;
                    }

                    yield return steps.Current;
                }
            }

            if (!expired)
            {
                yield break;
            }

            if (again)
            {
                throw ConnectorException.Transient($"The cluster forgets changes of {resource.Name} faster than they are read.");
            }

            LogExpired(logger, resource.Name, place.Version);
            place = new();
        }
    }

    private async IAsyncEnumerable<Step> FromAsync(ClusterResource resource, Scope scope, ScopePlace place, int share, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (place is { Version: null } or { Continue: not null })
        {
            await foreach (var step in lists.WalkAsync(resource, scope, place.Continue, cancellationToken).ConfigureAwait(false))
            {
                place = step.Place;
                yield return step;
            }
        }

        await foreach (var step in watches.WatchAsync(resource, scope, place, share, cancellationToken).ConfigureAwait(false))
        {
            yield return step;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "The cluster has no {Resource}: there is nothing to read of it.")]
    private static partial void LogAbsent(ILogger logger, string resource);

    [LoggerMessage(2, LogLevel.Information, "What was read of {Resource} up to version {Version} is too old to go on from: it is listed anew. What was deleted meanwhile the next full scan tells.")]
    private static partial void LogExpired(ILogger logger, string resource, string? version);
}
