using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.ServiceNow;

/// <summary>Options of an instance of the ServiceNow connector. Credentials are a user with a password, or a client of OAuth.</summary>
public sealed class ServiceNowOptions
{
    /// <summary>Address of the instance of ServiceNow.</summary>
    [Required]
    [Url]
    [Display(Name = "Address", Description = "Address of the instance, such as https://acme.service-now.com.")]
    public string BaseAddress { get; set; } = "";

    /// <summary>Name of the account, for basic authentication; null with OAuth.</summary>
    [Display(Name = "User", Description = "Name of the account, for basic authentication. Left out with OAuth.")]
    public string? User { get; set; }

    /// <summary>Password of <see cref="User"/>.</summary>
    [Secret]
    [Display(Name = "Password", Description = "Password of the user, for basic authentication.")]
    public string? Password { get; set; }

    /// <summary>Id of the client in the application registry; null with basic authentication.</summary>
    [Display(Name = "Client id", Description = "Id of the client in the application registry, for OAuth.")]
    public string? ClientId { get; set; }

    /// <summary>Secret of <see cref="ClientId"/>.</summary>
    [Secret]
    [Display(Name = "Client secret", Description = "Secret of the client in the application registry, for OAuth.")]
    public string? ClientSecret { get; set; }

    /// <summary>Refresh token of an account; null for the client's own credentials.</summary>
    [Secret]
    [Display(Name = "Refresh token", Description = "Refresh token that was got for the account. Left out, the client's own credentials are used (client_credentials).")]
    public string? RefreshToken { get; set; }

    /// <summary>Encoded queries that records must fulfil, by stream; a stream without one is read whole.</summary>
    [Display(Name = "Queries", Description = "Encoded queries by stream that narrow what is read of its table, such as configuration-item: install_status=1^sys_class_nameINSTANCEOFcmdb_ci_hardware.")]
    public IReadOnlyDictionary<string, string> Queries { get; set; } = new Dictionary<string, string>();

    /// <summary>Records asked for with one request, 1 to 1,000.</summary>
    [Range(1, 1_000)]
    [Display(Name = "Page size", Description = "Records asked for with one request.")]
    public int PageSize { get; set; } = 200;

    /// <summary>Requests an hour that the instance may send; null for no limit but the tool's own.</summary>
    [Range(10, 10_000_000)]
    [Display(Name = "Requests an hour", Description = "Requests an hour that this instance may send, to leave part of the tool's limit to others; without a number the tool's own limits alone.")]
    public int? RequestsPerHour { get; set; }

    /// <summary>What closing sets where the request does not say it.</summary>
    [Display(Name = "Closing", Description = "What close-ticket sets in mandatory fields where the request does not say it.")]
    public ClosingOptions Closing { get; set; } = new();
}

/// <summary>What <c>close-ticket</c> sets in the fields that ServiceNow asks for, where the request does not say it.</summary>
public sealed class ClosingOptions
{
    /// <summary>State in which a closed incident is, by value or label.</summary>
    [Required]
    [Display(Name = "State of an incident", Description = "State in which an incident is left, by value or label: 6 (resolved, from where ServiceNow closes it by itself), or 7 (closed).")]
    public string IncidentState { get; set; } = "7";

    /// <summary>Close code of an incident.</summary>
    [Required]
    [Display(Name = "Close code of an incident", Description = "Close code of an incident, by value or label; before the Tokyo release it was Solved (Permanently).")]
    public string IncidentCode { get; set; } = "Solution provided";

    /// <summary>Close code of a change request.</summary>
    [Required]
    [Display(Name = "Close code of a change", Description = "Close code of a change request, by value or label.")]
    public string ChangeCode { get; set; } = "successful";

    /// <summary>Close code of a change task.</summary>
    [Required]
    [Display(Name = "Close code of a task", Description = "Close code of a change task, by value or label.")]
    public string TaskCode { get; set; } = "successful";

    /// <summary>Close notes.</summary>
    [Required]
    [Display(Name = "Close notes", Description = "Close notes where the request holds no comment.")]
    public string Notes { get; set; } = "Closed through Plutora.";
}
