namespace Plutora.Integration.Mapping;

/// <summary>A record cannot be mapped. The message names the member of the document, the place of its expression and what was found.</summary>
public sealed class MappingException : Exception
{
    /// <summary>An exception without a reason; for serializers and tools only.</summary>
    public MappingException()
        : this("The record cannot be mapped.")
    {
    }

    /// <summary>An exception with its reason.</summary>
    public MappingException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with its reason and what led to it.</summary>
    public MappingException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The member of the document that failed, for example <c>set.author</c>; empty when the record as such cannot be read.</summary>
    public string Member { get; init; } = string.Empty;

    /// <summary>The document's file, the line and the column (both from 1) of the expression; 0 when the record as such cannot be read.</summary>
    public string File { get; init; } = string.Empty;

    /// <inheritdoc cref="File"/>
    public int Line { get; init; }

    /// <inheritdoc cref="File"/>
    public int Column { get; init; }
}
