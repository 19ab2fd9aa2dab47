using System.ComponentModel.DataAnnotations;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>Options of a catalog.</summary>
public sealed class CatalogOptions
{
    /// <summary>Files, and folders whose <c>*.yaml</c> and <c>*.yml</c> files are read with those of all folders in them; none: the catalog is given by the API alone.</summary>
    [Display(Name = "Paths", Description = "YAML files, or folders with YAML files, on the hub's machine. Links are not followed.")]
    public IReadOnlyList<string> Paths { get; set; } = [];

    /// <summary>Largest file that is read, in bytes. 1 MB by default.</summary>
    [Range(1_024, 16_777_216)]
    [Display(Name = "Largest file", Description = "In bytes.")]
    public int MaxFileBytes { get; set; } = 1_048_576;
}
