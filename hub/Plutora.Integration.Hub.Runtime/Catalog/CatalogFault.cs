using System.Globalization;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>A place in a document of a catalog.</summary>
/// <param name="File">Path of the file, or name of the document.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public sealed record CatalogPlace(string File, long Line, long Column)
{
    /// <summary>As compilers write it.</summary>
    public override string ToString() => Line == 0 ? File : string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column})");
}

/// <summary>What is wrong in a catalog, and where.</summary>
/// <param name="Place">Where.</param>
/// <param name="Message">What is wrong, and what was expected.</param>
public sealed record CatalogFault(CatalogPlace Place, string Message)
{
    /// <summary>Place and message.</summary>
    public override string ToString() => $"{Place}: {Message}";
}
