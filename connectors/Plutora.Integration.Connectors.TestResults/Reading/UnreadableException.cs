namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>Nothing of a file can be read; the message says why and where.</summary>
internal sealed class UnreadableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A file is known and tells nothing of tests; the message says what it is.</summary>
internal sealed class NothingToldException(string message) : Exception(message);
