using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Sdk.Tests.Options;

public enum Flavour
{
    CloudHosted,
    Server,
}

public sealed class Account
{
    [Required]
    public string? User { get; set; }

    [Required, Secret]
    public string? Token { get; set; }
}

public sealed class SampleOptions
{
    [Required, Url, Display(Name = "Address", Description = "Where the tool answers.")]
    public string? Url { get; set; }

    [Range(1, 100), Description("Records a page.")]
    public int PageSize { get; set; } = 50;

    public Flavour Flavour { get; set; }

    [MinLength(1)]
    public List<string> Projects { get; set; } = ["all"];

    [RegularExpression("^[A-Z]+$")]
    public string Prefix { get; set; } = "A";

    public Account Account { get; set; } = new() { User = "u", Token = "env:T" };

    public List<Account> Others { get; set; } = [];

    [Secret]
    public string? WebhookSecret { get; set; }
}
