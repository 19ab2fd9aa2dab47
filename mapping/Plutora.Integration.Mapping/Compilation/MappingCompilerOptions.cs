namespace Plutora.Integration.Mapping;

/// <summary>What the compiler is told beside the documents.</summary>
public sealed record MappingCompilerOptions
{
    /// <summary>The options used when none are given.</summary>
    public static MappingCompilerOptions Default { get; } = new();

    /// <summary>
    /// What it weighs that a field which the model requires is never set. The default is an error; a stream that only adds to entities which
    /// another stream tells whole compiles with a warning, or with null not to look at all.
    /// </summary>
    public MappingSeverity? MissingRequired { get; init; } = MappingSeverity.Error;

    /// <summary>What records of the stream look like: a path that none of them has is a warning. Null not to look.</summary>
    public RecordShape? Samples { get; init; }

    /// <summary>The longest document accepted, in characters; 1,000,000 by default.</summary>
    public int MaximumLength { get; init; } = 1_000_000;
}
