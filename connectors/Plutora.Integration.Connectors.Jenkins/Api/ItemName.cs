using System.Globalization;

namespace Plutora.Integration.Connectors.Jenkins.Api;

/// <summary>Full names of jobs and folders (<c>team/shop</c>), and ids of what hangs on them.</summary>
internal static class ItemName
{
    /// <summary>Container of the jobs that are in no folder.</summary>
    public const string Root = "/";

    /// <summary>Whether a text may be a full name: parts that are not empty and lead nowhere else.</summary>
    public static bool IsValid(string name) => name.Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>The path of a job or folder under the Jenkins' address, with a slash at its end; empty for the root.</summary>
    public static string Path(string name) => name == Root ? "" : string.Concat(name.Split('/').Select(part => $"job/{Uri.EscapeDataString(part)}/"));

    /// <summary>The full name of what is in a folder.</summary>
    public static string Within(string folder, string name) => folder == Root ? name : $"{folder}/{name}";

    /// <summary>The folder that a job is in.</summary>
    public static string FolderOf(string name) => name.LastIndexOf('/') is > 0 and var at ? name[..at] : Root;

    /// <summary>Id of a build: the job's full name and its number.</summary>
    public static string Build(string job, long number) => string.Create(CultureInfo.InvariantCulture, $"{job}#{number}");

    /// <summary>The path of a build under the Jenkins' address.</summary>
    public static string BuildPath(string job, long number) => string.Create(CultureInfo.InvariantCulture, $"{Path(job)}{number}/");

    /// <summary>Reads the id of a build.</summary>
    public static bool TryBuild(string id, out string job, out long number)
    {
        var at = id.LastIndexOf('#');
        job = at > 0 ? id[..at] : "";
        number = 0;
        return at > 0 && IsValid(job) && long.TryParse(id.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
