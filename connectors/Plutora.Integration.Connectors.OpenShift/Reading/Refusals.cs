using System.Runtime.CompilerServices;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Reading;

/// <summary>Keeps what one scope is refused from stopping the others; it is told when they were read.</summary>
internal sealed class Refusals
{
    private readonly List<ConnectorException> _faults = [];

    /// <summary>The items until the cluster refuses more of them.</summary>
    public async IAsyncEnumerable<T> GuardAsync<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = items.GetAsyncEnumerator(cancellationToken);
        await using (reading.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await reading.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent)
                {
                    _faults.Add(fault);
                    yield break;
                }

                yield return reading.Current;
            }
        }
    }

    /// <summary>Throws what was refused, all of it.</summary>
    /// <exception cref="ConnectorException">Permanent.</exception>
    public void Tell()
    {
        if (_faults.Count > 0)
        {
            throw _faults.Count == 1 ? _faults[0] : ConnectorException.Permanent(string.Join(" ", _faults.Select(f => f.Message)), _faults[0]);
        }
    }
}
