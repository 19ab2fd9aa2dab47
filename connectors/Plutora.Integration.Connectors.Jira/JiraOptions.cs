using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Jira;

/// <summary>Where a Jira runs, and with that which of its interfaces it has.</summary>
public enum JiraDeployment
{
    /// <summary>Jira Cloud: version 3 of the interface, search by token.</summary>
    Cloud,

    /// <summary>Jira Data Center and Server: version 2, search by offset.</summary>
    DataCenter,
}

/// <summary>Which issues are asked for their links to pages elsewhere, each with a request of its own.</summary>
public enum JiraRemoteLinks
{
    /// <summary>Those whose history tells that a link was added.</summary>
    ByHistory,

    /// <summary>Every issue that changed, in the first read all of them.</summary>
    EveryIssue,
}

/// <summary>Options of an instance of the Jira connector.</summary>
public sealed class JiraOptions
{
    /// <summary>Address of the site, with its context path where it has one.</summary>
    [Required]
    [Url]
    [Display(Name = "Address", Description = "Address of the site: https://acme.atlassian.net, https://api.atlassian.com/ex/jira/CLOUD-ID for scoped tokens, or that of a Data Center with its context path.")]
    public string BaseAddress { get; set; } = "";

    /// <summary>Cloud, or Data Center and Server.</summary>
    [Display(Name = "Deployment", Description = "cloud, or data-center for Data Center and Server.")]
    public JiraDeployment Deployment { get; set; } = JiraDeployment.Cloud;

    /// <summary>E-mail address of the account that an API token is of, or user name at a Data Center; null for a personal access token.</summary>
    [Display(Name = "User", Description = "E-mail address of the account that the API token is of (at a Data Center its user name). Left out for a personal access token, which is sent as bearer.")]
    public string? User { get; set; }

    /// <summary>API token, password of <see cref="User"/>, or personal access token.</summary>
    [Required]
    [Secret]
    [Display(Name = "Token", Description = "API token of the account, or a personal access token of a Data Center; the README lists the permissions.")]
    public string Token { get; set; } = "";

    /// <summary>Keys of the projects to read; empty for all that the account sees.</summary>
    [Display(Name = "Projects", Description = "Keys of the projects to read, such as SHOP; without any, all that the account sees.")]
    public IReadOnlyList<string> Projects { get; set; } = [];

    /// <summary>Custom fields to read beside story points, epic link and sprint, by name or id.</summary>
    [Display(Name = "Fields", Description = "Custom fields to read beside story points, epic link and sprint, each by its name or as customfield_12345.")]
    public IReadOnlyList<string> Fields { get; set; } = [];

    /// <summary>States with which <c>close-ticket</c> closes an issue whose workflow has several that mean done, the best first.</summary>
    [MinLength(1, ErrorMessage = "must name one state at least.")]
    [Display(Name = "Close states", Description = "States with which close-ticket closes an issue whose workflow has several that mean done, the best first.")]
    public IReadOnlyList<string> CloseStates { get; set; } = ["Done", "Closed", "Resolved"];

    /// <summary>Which issues are asked for their links to pages elsewhere.</summary>
    [Display(Name = "Remote links", Description = "by-history asks for the links of issues whose history tells of one; every-issue sends a request for each issue that changed, for links that an import brought without history.")]
    public JiraRemoteLinks RemoteLinks { get; set; } = JiraRemoteLinks.ByHistory;

    /// <summary>Issues asked for with one request, 1 to 100.</summary>
    [Range(1, 100)]
    [Display(Name = "Page size", Description = "Issues asked for with one request.")]
    public int PageSize { get; set; } = 100;

    /// <summary>Requests an hour that the instance may send; null for no limit but the tool's own.</summary>
    [Range(10, 10_000_000)]
    [Display(Name = "Requests an hour", Description = "Requests an hour that this instance may send, to leave part of the tool's limit to others; without a number the tool's own limits alone.")]
    public int? RequestsPerHour { get; set; }
}
