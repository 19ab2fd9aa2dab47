using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Jsonata.Tests;

/// <summary>A case of the reference's own suite.</summary>
public sealed record OfficialCase
{
    public required string Group { get; init; }

    public required string Name { get; init; }

    public required string Expr { get; init; }

    public string? Dataset { get; init; }

    public JsonElement Data { get; init; }

    public JsonElement Bindings { get; init; }

    public JsonElement Result { get; init; }

    public bool UndefinedResult { get; init; }

    public string? Code { get; init; }

    public string? Token { get; init; }

    public JsonElement Error { get; init; }

    public bool Unordered { get; init; }

    [JsonPropertyName("timelimit")]
    public int? TimeLimit { get; init; }

    public int? Depth { get; init; }

    /// <summary>The expected error code, wherever the case states it.</summary>
    public string? ExpectedCode => Code ?? (Error.ValueKind == JsonValueKind.Object ? Error.GetProperty("code").GetString() : null);

    /// <summary>The variables that the case binds.</summary>
    public JsonataBindings ToBindings()
    {
        var bindings = new JsonataBindings();
        foreach (var (name, value) in JsonataValue.From(Bindings).Members)
        {
            bindings.Set(name, value);
        }

        return bindings;
    }
}
