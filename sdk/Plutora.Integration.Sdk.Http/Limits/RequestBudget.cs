using System.Globalization;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>Leaves part of a tool's limit to the people who use it: so many requests in a window that slides.</summary>
/// <param name="limit">Requests in the window; null for no limit.</param>
/// <param name="window">Length of the window.</param>
/// <param name="time">The clock.</param>
internal sealed class RequestBudget(int? limit, TimeSpan window, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _sent = [];

    /// <summary>Takes one request out of the budget, or says when there will be one.</summary>
    public void Spend()
    {
        if (limit is not { } most)
        {
            return;
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            while (_sent.TryPeek(out var oldest) && oldest + window <= now)
            {
                _sent.Dequeue();
            }

            if (_sent.Count >= most)
            {
                throw ConnectorException.RateLimited(
                    string.Create(CultureInfo.InvariantCulture, $"The budget of {most} requests in {window} is spent."),
                    _sent.TryPeek(out var first) ? first + window : now + window);
            }

            _sent.Enqueue(now);
        }
    }
}
