using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Sdk.Testing.Tests.Desk;

public sealed class DeskOptions
{
    [Required, Url, Display(Name = "Address", Description = "Address of the server.")]
    public string Address { get; set; } = "";

    [Required, Secret, Display(Name = "Token", Description = "Token of a user who may read.")]
    public string Token { get; set; } = "";

    [Range(1, 50), Display(Name = "Page size", Description = "Tickets asked for with one request.")]
    public int PageSize { get; set; } = 5;
}
