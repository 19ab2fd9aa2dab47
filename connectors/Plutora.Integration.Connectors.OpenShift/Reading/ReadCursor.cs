using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Reading;

/// <summary>Where the read of a stream stands, by scope.</summary>
/// <param name="Scopes">By key.</param>
internal sealed record ReadCursor(ImmutableSortedDictionary<string, ScopePlace> Scopes)
{
    private const int Version = 1;

    private static readonly ReadCursor Start = new(ImmutableSortedDictionary<string, ScopePlace>.Empty.WithComparers(StringComparer.Ordinal));

    public static ReadCursor Read(Cursor? cursor) => cursor?.Read(Version, ReadCursorJson.Default.ReadCursor) is { Scopes: { } scopes } ? new(scopes.WithComparers(StringComparer.Ordinal)) : Start;

    public ScopePlace At(Scope scope) => Scopes.TryGetValue(scope.Key, out var place) ? place : new();

    public ReadCursor With(Scope scope, ScopePlace place) => new(Scopes.SetItem(scope.Key, place));

    /// <summary>Without the scopes that are read no more: should they come back, they are listed anew.</summary>
    public ReadCursor Only(IEnumerable<Scope> scopes) => new(Scopes.RemoveRange(Scopes.Keys.Except(scopes.Select(s => s.Key), StringComparer.Ordinal)));

    public Cursor Write() => Cursor.Of(Version, this, ReadCursorJson.Default.ReadCursor);
}

/// <summary>The cursor as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReadCursor))]
internal sealed partial class ReadCursorJson : JsonSerializerContext;
