using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Jenkins;

/// <summary>Options of an instance of the Jenkins connector.</summary>
public sealed class JenkinsOptions
{
    /// <summary>Address of the Jenkins, with the path that it is served under: <c>https://ci.example.com/</c> or <c>https://example.com/jenkins/</c>.</summary>
    [Required]
    [Url]
    [Display(Name = "Address", Description = "Address of the Jenkins, with the path that it is served under, such as https://ci.example.com/jenkins/.")]
    public string Address { get; set; } = "";

    /// <summary>User that the token belongs to; without user and token only what anybody may see is read.</summary>
    [Display(Name = "User", Description = "User that the API token belongs to; the README lists the permissions that it needs.")]
    public string? User { get; set; }

    /// <summary>API token of the user, made under Security in the user's settings; a password works too where Jenkins takes one.</summary>
    [Secret]
    [Display(Name = "API token", Description = "API token of the user, made in the user's settings under Security.")]
    public string? Token { get; set; }

    /// <summary>Folders, multibranch projects and jobs to read, by full name (<c>team/shop</c>); all that the user sees when empty.</summary>
    [Display(Name = "Jobs", Description = "Folders, multibranch projects and jobs to read, by full name such as team/shop; all when empty.")]
    public IReadOnlyList<string> Jobs { get; set; } = [];

    /// <summary>How many folders deep jobs are looked for, 1 to 30; a multibranch project is a folder of its branches.</summary>
    [Range(1, 30)]
    [Display(Name = "Depth", Description = "How many folders deep jobs are looked for; a multibranch project is a folder of its branches.")]
    public int Depth { get; set; } = 10;

    /// <summary>Builds asked for with one request, 1 to 200.</summary>
    [Range(1, 200)]
    [Display(Name = "Page size", Description = "Builds asked for with one request.")]
    public int PageSize { get; set; } = 50;

    /// <summary>True to read what tests wrote to their outputs, too; it makes test reports large.</summary>
    [Display(Name = "Test output", Description = "Read what tests wrote to their outputs, too; it makes test reports large and may hold secrets.")]
    public bool TestOutput { get; set; }

    /// <summary>Build parameter that is given the action's id in jobs that define it, so that a build whose answer was lost is found again.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_.-]{0,99}$", ErrorMessage = "must be the name of a build parameter: letters, digits, '_', '.' and '-'.")]
    [Display(Name = "Parameter of the action's id", Description = "Build parameter that is given the action's id in jobs that define it, so that a build whose answer was lost is found again.")]
    public string ActionParameter { get; set; } = "PLUTORA_ACTION_ID";

    /// <summary>Seconds that an action waits for its build to leave the queue, 0 to 300.</summary>
    [Range(0, 300)]
    [Display(Name = "Wait in the queue", Description = "Seconds that an action waits for its build to leave the queue.")]
    public int QueueSeconds { get; set; } = 60;
}
