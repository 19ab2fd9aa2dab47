namespace Plutora.Integration.Sdk.Testing;

/// <summary>A connector lacks a property, or its subject is not described as it must be. The message says what was found, what mends it and where to read on.</summary>
/// <param name="message">The message.</param>
public sealed class AcceptanceException(string message) : Exception(message);
