namespace Plutora.Integration.Sdk.Streams;

/// <summary>Opaque, versioned bookmark of a stream. The hub stores and returns it unchanged and never looks inside.</summary>
/// <param name="Version">Version of the format of <paramref name="Value"/>, set by the connector.</param>
/// <param name="Value">The bookmark. Never a secret: it is shown to administrators.</param>
/// <remarks>
/// A connector reads every version it ever wrote; for one newer than it knows (after a roll back) it throws
/// <see cref="Errors.ConnectorException"/> of kind configuration, and the administrator resets the cursor.
/// </remarks>
public sealed record Cursor(int Version, string Value);
