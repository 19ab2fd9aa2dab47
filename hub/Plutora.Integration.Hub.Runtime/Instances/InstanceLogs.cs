using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>Keeps the newest log lines of each instance in memory, beside where the hub logs; secrets are taken out before they come here.</summary>
/// <param name="inner">Where the hub logs.</param>
/// <param name="time">The clock.</param>
public sealed class InstanceLogs(ILoggerFactory inner, TimeProvider time) : ILoggerFactory
{
    /// <summary>Loggers of instances begin so; the instance's id follows.</summary>
    internal const string Prefix = "Plutora.Integration.Instance.";

    private const int Most = 500;
    private const int Longest = 4_000;
    private readonly ConcurrentDictionary<string, Queue<InstanceLogLine>> _lines = new(StringComparer.Ordinal);

    /// <summary>The lines kept of an instance, the newest first.</summary>
    public IReadOnlyList<InstanceLogLine> Of(string instance)
    {
        if (!_lines.TryGetValue(instance, out var lines))
        {
            return [];
        }

        lock (lines)
        {
            return [.. lines.Reverse()];
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        var logger = inner.CreateLogger(categoryName);
        return categoryName.StartsWith(Prefix, StringComparison.Ordinal) ? new Kept(logger, time, _lines.GetOrAdd(categoryName[Prefix.Length..], _ => new())) : logger;
    }

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The inner factory belongs to who made it.
    }

    private sealed class Kept(ILogger inner, TimeProvider time, Queue<InstanceLogLine> lines) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information || inner.IsEnabled(logLevel);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (inner.IsEnabled(logLevel))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }

            if (logLevel < LogLevel.Information)
            {
                return;
            }

            var text = formatter(state, exception);
            lock (lines)
            {
                lines.Enqueue(new(time.GetUtcNow(), logLevel, text.Length > Longest ? text[..Longest] : text));
                if (lines.Count > Most)
                {
                    lines.Dequeue();
                }
            }
        }
    }
}

/// <summary>What an instance logged.</summary>
/// <param name="At">When.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Text">What it said; holds no secret.</param>
public sealed record InstanceLogLine(DateTimeOffset At, LogLevel Level, string Text);
