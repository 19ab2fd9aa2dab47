namespace Plutora.Integration.Jsonata;

/// <summary>An expression that cannot be compiled or evaluated; codes are those of the reference where it has one.</summary>
public sealed class JsonataException(string code, int position, string? token, string message) : Exception(message)
{
    /// <summary>Code, such as <c>S0202</c> or <c>T2001</c>.</summary>
    public string Code { get; } = code;

    /// <summary>Where in the expression, in characters from its start.</summary>
    public int Position { get; } = position;

    /// <summary>The token concerned, or null.</summary>
    public string? Token { get; } = token;
}
