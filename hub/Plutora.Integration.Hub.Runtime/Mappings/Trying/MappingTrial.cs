using System.Text.Json;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Mappings.Trying;

/// <summary>What an overlay makes of one stored record.</summary>
/// <param name="Faults">What the compiler says of the document, errors and warnings.</param>
/// <param name="Record">Raw key of the record that was mapped; null where none was.</param>
/// <param name="Input">The record; null where none was mapped.</param>
/// <param name="Result">What it says: <c>entities</c>, <c>links</c> and <c>unmapped</c>; null where it cannot be mapped.</param>
/// <param name="Failure">Why it cannot be mapped, which would make it a dead letter; null otherwise.</param>
public sealed record MappingTrial(IReadOnlyList<MappingFault> Faults, string? Record, JsonElement? Input, JsonElement? Result, string? Failure);
