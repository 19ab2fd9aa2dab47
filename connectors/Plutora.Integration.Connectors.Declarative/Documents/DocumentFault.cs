namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>One thing that is wrong with a connector's document.</summary>
/// <param name="File">The file, as it was given.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column in UTF-16 code units, counted from 1; inside an expression it is the place within the expression.</param>
/// <param name="IsError">True when the document cannot be used; false when somebody should look at it.</param>
/// <param name="Message">What is wrong, and the remedy.</param>
public sealed record DocumentFault(string File, int Line, int Column, bool IsError, string Message)
{
    /// <summary>The fault as compilers print it: <c>file(line,column): severity: message</c>.</summary>
    public override string ToString() => $"{File}({Line},{Column}): {(IsError ? "error" : "warning")}: {Message}";
}
