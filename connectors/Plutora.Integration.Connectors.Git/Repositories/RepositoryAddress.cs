using System.Text.RegularExpressions;

namespace Plutora.Integration.Connectors.Git.Repositories;

/// <summary>Where a repository is: a path on this machine, or what git can fetch from.</summary>
/// <param name="Text">As git takes it; a path is absolute.</param>
/// <param name="IsRemote">True when it is kept as a mirror; a path is read in place.</param>
/// <param name="Id">What is known by it unless the options say otherwise: <c>host/owner/name</c>, or the folder's name.</param>
/// <param name="Name">Its last part.</param>
/// <param name="Owner">What stands between host and name; empty for a path.</param>
/// <param name="Web">Its address for people, <c>https://host/owner/name</c>; null where no host is named.</param>
/// <param name="Authority">Host and port of an http or https address; null for others.</param>
/// <param name="IsSsh">True when it is reached over ssh.</param>
internal sealed partial record RepositoryAddress(string Text, bool IsRemote, string Id, string Name, string Owner, string? Web, string? Authority, bool IsSsh)
{
    private static readonly string[] Schemes = ["https", "http", "ssh", "git", "file"];

    /// <summary>True when whatever is sent there can be read on the way.</summary>
    public bool IsPlain => Text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !new Uri(Text).IsLoopback;

    /// <summary>Reads an address; <paramref name="fault"/> says what is wrong when there is none.</summary>
    public static RepositoryAddress? Parse(string? text, out string? fault)
    {
        fault = null;
        if (string.IsNullOrWhiteSpace(text) || text[0] == '-' || text.Any(char.IsControl))
        {
            fault = "must be a path or an address; it may not be empty, begin with a hyphen or hold control characters.";
        }
        else if (HelperPrefix().IsMatch(text))
        {
            fault = $"names a remote helper; only {string.Join(", ", Schemes)} and paths are read.";
        }
        else if (text.Contains("://", StringComparison.Ordinal))
        {
            return OfUrl(text, out fault);
        }
        else if (ScpForm().Match(text) is { Success: true } scp && !DrivePath().IsMatch(text))
        {
            return OfHost(text, scp.Groups["host"].Value, scp.Groups["path"].Value, authority: null, ssh: true, out fault);
        }
        else
        {
            return OfPath(Path.GetFullPath(text), Path.GetFullPath(text), remote: false, out fault);
        }

        return null;
    }

    private static RepositoryAddress? OfUrl(string text, out string? fault)
    {
        fault = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !Schemes.Contains(uri.Scheme, StringComparer.Ordinal))
        {
            fault = $"must be a path or an address that begins with {string.Join("://, ", Schemes)}://.";
        }
        else if (uri.UserInfo.Contains(':', StringComparison.Ordinal) || (uri.UserInfo.Length > 0 && uri.Scheme.StartsWith("http", StringComparison.Ordinal)))
        {
            fault = "must hold no credentials: put user and token into 'accounts'.";
        }
        else if (uri.Scheme == "file")
        {
            return OfPath(text, uri.LocalPath, remote: true, out fault);
        }
        else
        {
            var web = uri.Scheme.StartsWith("http", StringComparison.Ordinal);
            var host = uri.IsDefaultPort || uri.Port < 0 ? uri.Host : $"{uri.Host}:{uri.Port}";
            return OfHost(text, host, Uri.UnescapeDataString(uri.AbsolutePath), web ? uri.Authority : null, uri.Scheme == "ssh", out fault);
        }

        return null;
    }

    private static RepositoryAddress? OfHost(string text, string host, string path, string? authority, bool ssh, out string? fault)
    {
        fault = null;
        var trimmed = Trim(path);
        if (host.Length == 0 || trimmed.Length == 0)
        {
            fault = "must name a host and a repository.";
            return null;
        }

        // The port of an address over ssh or git says nothing of the one where people look.
        host = host.ToLowerInvariant();
        var webHost = authority is null ? host.Split(':')[0] : host;
        var scheme = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http" : "https";
        var slash = trimmed.LastIndexOf('/');
        return new(text, true, $"{host}/{trimmed}", trimmed[(slash + 1)..], slash < 0 ? "" : trimmed[..slash], $"{scheme}://{webHost}/{trimmed}", authority, ssh);
    }

    private static RepositoryAddress? OfPath(string text, string path, bool remote, out string? fault)
    {
        var name = Path.GetFileName(Trim(path.Replace('\\', '/')));
        fault = name.Length == 0 ? "must name a folder below the root." : null;
        return fault is null ? new(text, remote, name, name, "", null, null, false) : null;
    }

    private static string Trim(string path)
    {
        var trimmed = path.Trim('/');
        trimmed = trimmed.EndsWith("/.git", StringComparison.Ordinal) ? trimmed[..^5] : trimmed;
        return trimmed.EndsWith(".git", StringComparison.Ordinal) && trimmed.Length > 4 ? trimmed[..^4] : trimmed;
    }

    [GeneratedRegex(@"^[A-Za-z0-9]+::")]
    private static partial Regex HelperPrefix();

    [GeneratedRegex(@"^(?:[^/:@\s]+@)?(?<host>[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:]+\]):(?<path>[^\s]+)$")]
    private static partial Regex ScpForm();

    [GeneratedRegex(@"^[A-Za-z]:[\\/]")]
    private static partial Regex DrivePath();
}
