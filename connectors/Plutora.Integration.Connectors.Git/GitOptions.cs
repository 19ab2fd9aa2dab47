using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Git;

/// <summary>Options of an instance of the Git connector.</summary>
public sealed class GitOptions
{
    /// <summary>Repositories to read: a path on the hub's machine (relative to its current folder), or an https, ssh, git or file address.</summary>
    [Required]
    [MinLength(1, ErrorMessage = "must name one repository at least: a path such as \".\", or an address.")]
    [Display(Name = "Repositories", Description = "Each a path on the hub's machine, or an address such as https://host/owner/name.git or git@host:owner/name.git.")]
    public IReadOnlyList<string> Repositories { get; set; } = [];

    /// <summary>Ids by address, for repositories that should not be known by the id made of their address. An id never changes.</summary>
    [Display(Name = "Ids", Description = "Id by address, where it should be another than host/owner/name or the folder's name.")]
    public IReadOnlyDictionary<string, string> Ids { get; set; } = new Dictionary<string, string>();

    /// <summary>Credentials by host, for https.</summary>
    [Display(Name = "Accounts", Description = "User and token by host, sent over https to that host alone. Without one git's own credential helpers are asked.")]
    public IReadOnlyList<GitAccount> Accounts { get; set; } = [];

    /// <summary>Patterns of the branches to read, with their commits; <c>*</c> stands for any characters, <c>?</c> for one.</summary>
    [Display(Name = "Branches", Description = "Patterns of branches, such as main or release/*; none leaves branches out.")]
    public IReadOnlyList<string> Branches { get; set; } = ["*"];

    /// <summary>Patterns of the tags to read, with their commits; <c>*</c> stands for any characters, <c>?</c> for one.</summary>
    [Display(Name = "Tags", Description = "Patterns of tags, such as v*; none leaves tags out.")]
    public IReadOnlyList<string> Tags { get; set; } = ["*"];

    /// <summary>What is told of the files that a commit changes.</summary>
    [Display(Name = "Files", Description = "lines: files with lines added and deleted, renames found; names: files alone, and remotes are kept without file contents; none: nothing.")]
    public FileDetail Files { get; set; } = FileDetail.Lines;

    /// <summary>Minutes that git may say nothing before it is ended and the read is tried again, 1 to 240.</summary>
    [Range(1, 240)]
    [Display(Name = "Silence", Description = "Minutes that git may say nothing before it is ended and the read is tried again.")]
    public int SilenceMinutes { get; set; } = 10;
}

/// <summary>What is told of the files that a commit changes.</summary>
public enum FileDetail
{
    /// <summary>Paths, kinds, renames, and the lines added and deleted.</summary>
    Lines,

    /// <summary>Paths and kinds; needs no file contents.</summary>
    Names,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>Credentials for one host.</summary>
public sealed class GitAccount
{
    /// <summary>Host, with its port where it has one: <c>github.com</c>, <c>git.example.com:8443</c>.</summary>
    [Required]
    [Display(Name = "Host", Description = "Host, with its port where the addresses have one.")]
    public string Host { get; set; } = "";

    /// <summary>User name; many hosts take any with a token.</summary>
    [Display(Name = "User", Description = "User name; many hosts take any with a token.")]
    public string User { get; set; } = "git";

    /// <summary>Access token or password.</summary>
    [Required]
    [Secret]
    [Display(Name = "Token", Description = "Access token or password with read access.")]
    public string Token { get; set; } = "";
}
