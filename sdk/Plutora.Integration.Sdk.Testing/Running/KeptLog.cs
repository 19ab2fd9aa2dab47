using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>Keeps what the connector logs.</summary>
internal sealed class KeptLog : ILogger, ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _lines.Enqueue(state.ToString() ?? "");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception) + (exception is null ? "" : "\n" + exception));

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }
}
