namespace Plutora.Integration.EventLog;

/// <summary>A committed entry of a state store.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
/// <param name="PartitionKey">The partition key it was put with, or null when that is the key.</param>
public sealed record StateEntry(string Key, ReadOnlyMemory<byte> Value, string? PartitionKey);
