using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Hub.Runtime.Secrets;

/// <summary>Logging of the hub and its plugins, with the secrets taken out of every entry.</summary>
internal sealed class MaskingLoggerFactory(ILoggerFactory inner, SecretMask mask) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new MaskingLogger(inner.CreateLogger(categoryName), mask);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // The inner factory belongs to who made it.
    }

    private sealed class MaskingLogger(ILogger inner, SecretMask mask) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => Tells(state) ? inner.BeginScope(mask.Of($"{state}")) : inner.BeginScope(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel))
            {
                return;
            }

            var message = formatter(state, exception);
            if (!mask.Holds(message) && !mask.Holds($"{exception}") && !Tells(state))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            // The entry's values and the exception would carry the secret past the message: they are told as text.
            var text = mask.Of(exception is null ? message : $"{message}{Environment.NewLine}{exception}");
            inner.Log(logLevel, eventId, text, null, static (said, _) => said);
        }

        private bool Tells<TState>(TState state) => state is IEnumerable<KeyValuePair<string, object?>> values
            ? values.Any(v => v.Value is not null && mask.Holds($"{v.Value}"))
            : mask.Holds($"{state}");
    }
}
