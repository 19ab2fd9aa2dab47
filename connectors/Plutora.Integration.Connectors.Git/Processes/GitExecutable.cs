using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Processes;

/// <summary>Finds the <c>git</c> program.</summary>
internal static class GitExecutable
{
    /// <summary>
    /// The first one on the path. Folders that are not absolute are passed over: the current folder may be a checkout that holds a program
    /// of that name, which <see cref="System.Diagnostics.Process"/> left to itself would run.
    /// </summary>
    /// <param name="path">Value of PATH.</param>
    /// <exception cref="ConnectorException">Configuration, when there is none.</exception>
    public static string Find(string? path)
    {
        var name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        return (path ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsProgram)
            ?? throw ConnectorException.Configuration(
                "The program 'git' is not on the hub's PATH. Install git 2.31 or newer (https://git-scm.com) and start the instance again.");
    }

    private static bool IsProgram(string file)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Execute) != 0);
    }
}
