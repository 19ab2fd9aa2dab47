using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.GitHub;

/// <summary>Options of an instance of the GitHub connector.</summary>
public sealed class GitHubOptions
{
    /// <summary>Root of the REST API: <c>https://api.github.com/</c>, or <c>https://HOST/api/v3/</c> at a GitHub Enterprise Server.</summary>
    [Url]
    [Display(Name = "API address", Description = "https://api.github.com/, or https://HOST/api/v3/ at a GitHub Enterprise Server.")]
    public string BaseAddress { get; set; } = "https://api.github.com/";

    /// <summary>A personal access token (fine-grained or classic) or an installation token; without one only public data at 60 requests an hour.</summary>
    [Secret]
    [Display(Name = "Token", Description = "Personal access token with read access; the README lists the permissions.")]
    public string? Token { get; set; }

    /// <summary>Repositories to read, each <c>owner/name</c>.</summary>
    [Display(Name = "Repositories", Description = "Repositories to read, each as owner/name.")]
    public IReadOnlyList<string> Repositories { get; set; } = [];

    /// <summary>An organisation of which every repository is read that the token sees.</summary>
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9-]{0,99}$", ErrorMessage = "must be the login of an organisation: letters, digits and hyphens.")]
    [Display(Name = "Organisation", Description = "Login of an organisation; all its repositories that the token sees are read.")]
    public string? Organisation { get; set; }

    /// <summary>Records asked for with one request, 1 to 100.</summary>
    [Range(1, 100)]
    [Display(Name = "Page size", Description = "Records asked for with one request.")]
    public int PageSize { get; set; } = 100;
}
