namespace Plutora.Integration.Mapping;

/// <summary>How much a fault weighs.</summary>
public enum MappingSeverity
{
    /// <summary>The document compiles; somebody should look at it.</summary>
    Warning,

    /// <summary>The document does not compile.</summary>
    Error,
}

/// <summary>One thing that is wrong with a mapping document.</summary>
/// <param name="File">The file it stands in: the base document's or the overlay's name, as it was given to the compiler.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column in UTF-16 code units, counted from 1. Inside an expression it is the place within the expression.</param>
/// <param name="Severity">Whether it prevents the document from compiling.</param>
/// <param name="Message">One sentence on what is wrong and one on the remedy.</param>
public sealed record MappingFault(string File, int Line, int Column, MappingSeverity Severity, string Message)
{
    /// <summary>The fault as compilers print it: <c>file(line,column): severity: message</c>.</summary>
    public override string ToString() => $"{File}({Line},{Column}): {(Severity == MappingSeverity.Error ? "error" : "warning")}: {Message}";
}
