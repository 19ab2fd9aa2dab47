using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Zephyr;

/// <summary>Options of an instance of the Zephyr connector.</summary>
public sealed class ZephyrOptions
{
    /// <summary>Address of the API.</summary>
    [Url]
    [Display(Name = "Address", Description = "Address of the API: https://api.zephyrscale.smartbear.com/v2, or https://eu.api.zephyrscale.smartbear.com/v2 where data reside in the EU.")]
    public string BaseAddress { get; set; } = "https://api.zephyrscale.smartbear.com/v2";

    /// <summary>Access token of an account.</summary>
    [Required]
    [Secret]
    [Display(Name = "Token", Description = "Access token, made in Jira under the profile's Zephyr API keys.")]
    public string Token { get; set; } = "";

    /// <summary>Keys of the Jira projects that are read; empty for all in which Zephyr is enabled.</summary>
    [Display(Name = "Projects", Description = "Keys of the Jira projects that are read, such as SHOP; without any, all in which Zephyr is enabled.")]
    public IReadOnlyList<string> Projects { get; set; } = [];

    /// <summary>Records asked for with one request, 1 to 1,000.</summary>
    [Range(1, 1_000)]
    [Display(Name = "Page size", Description = "Records asked for with one request; Zephyr gives 1,000 at most.")]
    public int PageSize { get; set; } = 500;

    /// <summary>Requests a minute that the instance may send; null for no limit but the tool's own.</summary>
    [Range(1, 100_000)]
    [Display(Name = "Requests a minute", Description = "Requests a minute that this instance may send, to leave part of the tool's limit to others; without a number the tool's own limit alone.")]
    public int? RequestsPerMinute { get; set; }
}
