using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Xray;

/// <summary>Options of an instance of the Xray connector.</summary>
public sealed class XrayOptions
{
    /// <summary>Address of Xray Cloud.</summary>
    [Url]
    [Display(Name = "Address", Description = "Address of Xray Cloud: https://xray.cloud.getxray.app, or that of a region, such as https://eu.xray.cloud.getxray.app.")]
    public string BaseAddress { get; set; } = "https://xray.cloud.getxray.app";

    /// <summary>Id of the API key.</summary>
    [Required]
    [Display(Name = "Client id", Description = "Client id of an API key, made in Jira under Apps > Xray > API Keys.")]
    public string ClientId { get; set; } = "";

    /// <summary>Secret of the API key.</summary>
    [Required]
    [Secret]
    [Display(Name = "Client secret", Description = "Client secret of the API key.")]
    public string ClientSecret { get; set; } = "";

    /// <summary>Ids of the Jira projects that are read; empty for all that the key's user may see.</summary>
    [Display(Name = "Projects", Description = "Ids of the Jira projects that are read, such as 10000; without any, all that the key's user may see.")]
    public IReadOnlyList<string> Projects { get; set; } = [];

    /// <summary>Records asked for with one request, 1 to 100.</summary>
    [Range(1, 100)]
    [Display(Name = "Page size", Description = "Records asked for with one request; Xray gives 100 at most.")]
    public int PageSize { get; set; } = 50;

    /// <summary>Requests a minute that the instance may send; null for no limit but the tool's own.</summary>
    [Range(1, 100_000)]
    [Display(Name = "Requests a minute", Description = "Requests a minute that this instance may send, to leave part of the tool's limit to others; without a number the tool's own limit alone.")]
    public int? RequestsPerMinute { get; set; }
}
