namespace Plutora.Integration.Model.Entities;

/// <summary>A place in source.</summary>
public sealed record CodeLocation
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Its first line, from 1.</summary>
    public int? StartLine { get; init; }

    /// <summary>Its last line.</summary>
    public int? EndLine { get; init; }

    /// <summary>The first line's first column, from 1.</summary>
    public int? StartColumn { get; init; }

    /// <summary>The last line's last column.</summary>
    public int? EndColumn { get; init; }
}
