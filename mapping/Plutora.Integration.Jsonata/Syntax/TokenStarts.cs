namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>Finds where tokens begin: the reference's positions are their ends.</summary>
internal static class TokenStarts
{
    /// <summary>Where the token begins that ends at a position, or the position itself.</summary>
    public static int Of(string expression, int position)
    {
        try
        {
            var lexer = new Lexer(expression);
            var token = default(Token);
            do
            {
                token = lexer.Next(infix: token.EndsOperand);
            }
            while (token.Type != TokenType.End && token.Position < position);
            return token.Type != TokenType.End && token.Position == position ? lexer.Start : position;
        }
        catch (JsonataException)
        {
            // The error stands where the tokens end.
            return position;
        }
    }
}
