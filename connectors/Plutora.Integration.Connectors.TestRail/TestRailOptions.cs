using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.TestRail;

/// <summary>Options of an instance of the TestRail connector.</summary>
public sealed class TestRailOptions
{
    /// <summary>Address of TestRail, without <c>index.php</c>.</summary>
    [Required]
    [Url]
    [Display(Name = "Address", Description = "Address of TestRail, such as https://acme.testrail.io or https://tools.acme.com/testrail.")]
    public string BaseAddress { get; set; } = "";

    /// <summary>E-mail address of the account.</summary>
    [Required]
    [Display(Name = "User", Description = "E-mail address of the account.")]
    public string User { get; set; } = "";

    /// <summary>API key of <see cref="User"/>.</summary>
    [Required]
    [Secret]
    [Display(Name = "API key", Description = "API key of the user, made under My Settings > API Keys.")]
    public string ApiKey { get; set; } = "";

    /// <summary>Ids of the projects that are read; empty for all that the account may see.</summary>
    [Display(Name = "Projects", Description = "Ids of the projects that are read, such as 3; without any, all that the account may see.")]
    public IReadOnlyList<long> Projects { get; set; } = [];

    /// <summary>Records asked for with one request, 1 to 250.</summary>
    [Range(1, 250)]
    [Display(Name = "Page size", Description = "Records asked for with one request; TestRail gives 250 at most.")]
    public int PageSize { get; set; } = 250;

    /// <summary>Requests a minute that the instance may send; null for no limit but the tool's own.</summary>
    [Range(1, 100_000)]
    [Display(Name = "Requests a minute", Description = "Requests a minute that this instance may send, to leave part of the tool's limit (180 at TestRail Professional Cloud, 300 at Enterprise) to others; without a number the tool's own limit alone.")]
    public int? RequestsPerMinute { get; set; }
}
