using System.Diagnostics;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>A git repository of a test.</summary>
/// <param name="Path">Its folder.</param>
internal sealed record Repository(string Path)
{
    /// <summary>Makes one, with a commit for each message.</summary>
    public static Repository Create(string path, params string[] messages)
    {
        Directory.CreateDirectory(path);
        var made = new Repository(path);
        made.Git("init", "-q", "-b", "main");
        foreach (var message in messages)
        {
            made.Commit(message);
        }

        return made;
    }

    /// <summary>Commits a change.</summary>
    public void Commit(string message)
    {
        File.AppendAllText(System.IO.Path.Combine(Path, "payments.txt"), message + "\n");
        Git("add", "-A");
        Git("-c", "user.name=Ann Lee", "-c", "user.email=ann@acme.example", "commit", "-q", "-m", message);
    }

    /// <summary>The SHA of a revision.</summary>
    public string Sha(string revision) => Git("rev-parse", revision).Trim();

    private string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Path, .. arguments]) { RedirectStandardOutput = true })!;
        var told = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return told;
    }
}
