using System.Globalization;
using System.Net;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>Remembers what a tool said last of each of its limits, counts what is left where it tells the limit and its end alone, and spares it requests that it would refuse.</summary>
/// <param name="headers">Reads what an answer tells.</param>
/// <param name="file">Where what is left is kept over a restart.</param>
internal sealed class ToldLimits(LimitHeaders headers, LimitFile file)
{
    // A tool whose clock is far off must not keep us away: what it says of a later moment is tried, and refused if it was meant.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    private readonly LatestLimits _latest = new();
    private readonly Dictionary<string, LimitWindow> _windows = new(StringComparer.Ordinal);
    private int _onTheWay;
    private long _turns;
    private bool _loaded;

    public IReadOnlyList<RateLimit> All => _latest.All;

    /// <summary>Takes the turn of one request, or says when there will be one: all that the tool admits until then are sent.</summary>
    public Turn Take(DateTimeOffset now)
    {
        lock (_lock)
        {
            Load(now);
            var window = Counting(now);
            if (window is not null && window.Left <= _onTheWay)
            {
                var limit = window.Most is { } most ? string.Create(CultureInfo.InvariantCulture, $"limit of {most} requests") : "limit of requests";
                throw ConnectorException.RateLimited(window.Left == 0 && !window.IsCounted ? $"The tool said that its {limit} is spent." : $"The tool's {limit} is spent by what was sent.", window.End);
            }

            _onTheWay++;
            Keep(window);
            return new(this, ++_turns);
        }
    }

    // Of several limits nobody can tell which one the next request counts to, nor of one that the tool names where it tells what is left: other requests have others.
    private LimitWindow? Counting(DateTimeOffset now) =>
        _windows.Count == 1 && _latest.Count <= 1 && _windows.Single() is { Value: { } window, Key: var name } && (window.IsCounted || name.Length == 0) && window.End > now && window.End - now <= LongestWait
            ? window
            : null;

    private void Answered(long turn, int status, IReadOnlyDictionary<string, string> answer, DateTimeOffset now)
    {
        lock (_lock)
        {
            _onTheWay--;
            if (headers.Told(answer, now) is not { } told || !_latest.Take(told))
            {
                return;
            }

            var name = told.Name ?? "";
            if (LimitWindow.Of(told, _windows.GetValueOrDefault(name)) is { } window)
            {
                window.Take(told, status == (int)HttpStatusCode.TooManyRequests, turn, _turns);
                _windows[name] = window;
                Keep(Counting(now));
            }
            else
            {
                _windows.Remove(name);
            }
        }
    }

    // A request whose answer was lost may have reached the tool, which then counted it.
    private void Lost(bool sent)
    {
        lock (_lock)
        {
            _onTheWay--;
            if (sent && _windows.Count == 1)
            {
                _windows.Values.Single().Lose();
            }
        }
    }

    private void Keep(LimitWindow? window)
    {
        if (window?.Floor(_onTheWay) == true)
        {
            file.Write(_windows.Select(w => w.Value.Kept(w.Key)));
        }
    }

    private void Load(DateTimeOffset now)
    {
        if (_loaded)
        {
            return;
        }

        _loaded = true;
        foreach (var kept in file.Read().Where(k => k.End > now).Take(LatestLimits.Most))
        {
            _windows[kept.Name] = new(kept);
        }
    }

    /// <summary>One request, from before it is sent until its answer.</summary>
    internal sealed class Turn(ToldLimits limits, long number) : IDisposable
    {
        private bool _sent;
        private bool _over;

        public void Sent() => _sent = true;

        public void Answered(int status, IReadOnlyDictionary<string, string> answer, DateTimeOffset now)
        {
            _over = true;
            limits.Answered(number, status, answer, now);
        }

        public void Dispose()
        {
            if (!_over)
            {
                limits.Lost(_sent);
            }
        }
    }
}
