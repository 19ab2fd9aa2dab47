namespace Plutora.Integration.Mapping;

/// <summary>One record to map. A deleted record is not mapped: the hub withdraws what it contributed.</summary>
/// <param name="Json">The record as UTF-8 JSON.</param>
/// <param name="Time">When it happened at the tool; <c>$time</c> in expressions, undefined there when null.</param>
/// <param name="Partial">Whether the record says only what it holds: then a field whose expression yields undefined is left out instead of null.</param>
public sealed record MappingRecord(ReadOnlyMemory<byte> Json, DateTimeOffset? Time, bool Partial);

/// <summary>Where a record comes from.</summary>
/// <param name="Instance">The id of the instance, the first part of each id made.</param>
/// <param name="PersonSecret">The hub's secret of 32 bytes under which e-mail addresses become person keys.</param>
public sealed record MappingContext(string Instance, ReadOnlyMemory<byte> PersonSecret);
