namespace Plutora.Integration.Mapping.Yaml;

/// <summary>A position in a document, line and column from 1.</summary>
internal readonly record struct Place(string File, int Line, int Column)
{
    public override string ToString() => $"{File}({Line},{Column})";
}
