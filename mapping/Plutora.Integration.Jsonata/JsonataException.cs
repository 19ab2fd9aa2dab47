using Plutora.Integration.Jsonata.Syntax;

namespace Plutora.Integration.Jsonata;

/// <summary>
/// An expression that cannot be compiled or evaluated. Codes are the reference's; those that begin with <c>U</c> are bounds that were reached, and
/// <c>S0303</c> is a regular expression that is none.
/// </summary>
public sealed class JsonataException : Exception
{
    private string? _expression;

    /// <summary>An error with a message of its own.</summary>
    public JsonataException(string code, int position, string? token, string message)
        : base(message) => (Code, Position, Token) = (code, position, token);

    internal JsonataException(string code, Exception? innerException = null)
        : base(null, innerException) => Code = code;

    /// <summary>Code, such as <c>S0202</c> or <c>T2001</c>.</summary>
    public string Code { get; }

    /// <summary>Where in the expression, in characters from its start to the end of the token concerned; 0 where it is not known.</summary>
    public int Position { get; private set; }

    /// <summary>Where the token concerned begins, in characters from the expression's start; <see cref="Position"/> where no token ends there.</summary>
    public int Start => _expression is null ? Position : TokenStarts.Of(_expression, Position);

    /// <summary>The token concerned, or null.</summary>
    public string? Token { get; private set; }

    /// <inheritdoc/>
    public override string Message => Text ?? ErrorMessages.Of(this) ?? base.Message;

    /// <summary>The message, where the code's own does not say it.</summary>
    internal string? Text { get; init; }

    internal JsonataValue Value { get; init; }

    internal JsonataValue Value2 { get; init; }

    internal int Index { get; init; }

    internal string? TypeName { get; init; }

    /// <summary>Sets what is missing. It returns false, so that it can stand in an exception filter: errors gain their place as they pass, without being caught.</summary>
    internal bool PassesFunction(int position, string? token)
    {
        Position = Position == 0 ? position : Position;
        Token = string.IsNullOrEmpty(Token) ? token : Token;
        return false;
    }

    /// <summary>The position of the outermost call wins, the token of the innermost.</summary>
    internal bool PassesCall(int position, string? token)
    {
        Position = position != 0 ? position : Position;
        Token ??= token;
        return false;
    }

    /// <summary>Sets both.</summary>
    internal bool PassesOperator(int position, string token)
    {
        (Position, Token) = (position, token);
        return false;
    }

    /// <summary>Notes the expression, where none has been.</summary>
    internal bool PassesExpression(string expression)
    {
        _expression ??= expression;
        return false;
    }

    internal JsonataException At(int position, string? token)
    {
        (Position, Token) = (position, token);
        return this;
    }
}
