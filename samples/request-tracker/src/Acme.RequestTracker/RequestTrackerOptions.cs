using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Acme.RequestTracker;

/// <summary>What an administrator says of an instance. Forms, checks and documentation are made from it.</summary>
public sealed class RequestTrackerOptions
{
    [Required, Url, Display(Name = "Address", Description = "Address of Request Tracker as people open it, such as https://rt.example.com/.")]
    public string Address { get; set; } = "";

    [Required, Secret, Display(Name = "Token", Description = "Authentication token of the hub's user, made under Logged in as > Settings > Auth Tokens.")]
    public string Token { get; set; } = "";
}
