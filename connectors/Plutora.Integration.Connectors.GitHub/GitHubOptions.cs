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

    /// <summary>Id or client id of a GitHub App, in place of a token.</summary>
    [RegularExpression("^[A-Za-z0-9.]{1,100}$", ErrorMessage = "must be the id or the client id of a GitHub App: digits, or letters, digits and dots.")]
    [Display(Name = "App", Description = "Id or client id of a GitHub App, in place of a token.")]
    public string? AppId { get; set; }

    /// <summary>Number of the App's installation at the organisation or account.</summary>
    [Range(1, long.MaxValue)]
    [Display(Name = "Installation", Description = "Number of the App's installation; it stands at the end of the address of the installation's page.")]
    public long? InstallationId { get; set; }

    /// <summary>A private key of the App, in PEM as GitHub gives it.</summary>
    [Secret]
    [Display(Name = "Private key", Description = "A private key of the App, in PEM as GitHub gives it.")]
    public string? PrivateKey { get; set; }

    /// <summary>Input by which workflows take the id of the action that starts them; null where they take none.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_-]{0,99}$", ErrorMessage = "must be the name of an input: a letter or underscore, then letters, digits, underscores and hyphens.")]
    [Display(Name = "Action input", Description = "Input by which workflows take the id of the action that starts them, and which they show by run-name: by it a run is found again.")]
    public string? ActionInput { get; set; }

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

    /// <summary>True when the instance is an App, not the holder of a token.</summary>
    internal bool IsApp => !string.IsNullOrEmpty(AppId);

    /// <summary>True when GitHub knows who asks.</summary>
    internal bool IsKnown => IsApp || !string.IsNullOrEmpty(Token);
}
