using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Company.Connector;

/// <summary>What an administrator says of an instance. Forms, checks and documentation are made from it.</summary>
public sealed class ToolNameOptions
{
    [Required, Url, Display(Name = "Address", Description = "Address of the API, such as https://tool.example/api/.")]
    public string Address { get; set; } = "";

    [Required, Secret, Display(Name = "Token", Description = "Token of a user who may read tickets.")]
    public string Token { get; set; } = "";
}
