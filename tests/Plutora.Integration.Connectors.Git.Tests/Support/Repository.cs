using System.Diagnostics;
using System.Text;

namespace Plutora.Integration.Connectors.Git.Tests.Support;

/// <summary>A repository in a folder of its own, made with git itself; gone when disposed of.</summary>
internal sealed class Repository : IDisposable
{
    /// <summary>The Unix second at which history begins.</summary>
    public const int Epoch = 1_700_000_000;

    private readonly string _root;
    private string? _emptyTree;

    public Repository(string name = "tool", bool bare = true, string format = "sha1")
    {
        _root = Directory.CreateTempSubdirectory("plutora-git-").FullName;
        Folder = Path.Combine(_root, name);
        Git(_root, null, ["init", "--quiet", "--template=", "--initial-branch=main", $"--object-format={format}", .. bare ? new[] { "--bare" } : [], Folder]);
    }

    private Repository(string root, string folder) => (_root, Folder) = (root, folder);

    /// <summary>A bare one in a folder of somebody else's, who deletes it.</summary>
    public static Repository In(string root)
    {
        var repository = new Repository(root, Path.Combine(root, "tool"));
        Git(root, null, ["init", "--quiet", "--template=", "--initial-branch=main", "--bare", repository.Folder]);
        return repository;
    }

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>A folder beside it that goes with it.</summary>
    public string Beside(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    /// <summary>Its address as a remote.</summary>
    public string Address => new Uri(Folder).AbsoluteUri;

    /// <summary>A clone of it.</summary>
    public Repository Clone(params string[] options)
    {
        var root = Directory.CreateTempSubdirectory("plutora-git-").FullName;
        var folder = Path.Combine(root, "clone");
        Git(root, null, ["clone", "--quiet", .. options, Address, folder]);
        return new(root, folder);
    }

    /// <summary>Runs git in it and returns what it wrote, trimmed.</summary>
    public string Git(params string[] arguments) => Git(Folder, null, arguments);

    /// <summary>Runs git in it with something to read.</summary>
    public string GitReading(byte[] input, params string[] arguments) => Git(Folder, input, arguments);

    /// <summary>Stores an object of any content, sound or not, and returns its hash.</summary>
    public string Store(string type, byte[] content) => GitReading(content, "hash-object", "-t", type, "-w", "--stdin", "--literally");

    /// <summary>A commit over the empty tree, or over what is given, and returns its hash. Each second of history is one later.</summary>
    public string Commit(string message, string[]? parents = null, int at = 0, string? tree = null)
    {
        tree ??= _emptyTree ??= GitReading([], "mktree");
        var text = new StringBuilder($"tree {tree}\n");
        foreach (var parent in parents ?? [])
        {
            text.Append($"parent {parent}\n");
        }

        text.Append($"author Ann <ann@example.com> {Epoch + at} +0100\ncommitter Ann <ann@example.com> {Epoch + at} +0100\n\n{message}");
        return Store("commit", Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Points a branch at a commit.</summary>
    public void Branch(string name, string commit) => Git("update-ref", $"refs/heads/{name}", commit);

    /// <summary>Every commit that a branch or tag reaches.</summary>
    public HashSet<string> Reached() => [.. Git("rev-list", "--branches", "--tags").Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_root, recursive: true);
    }

    private static string Git(string folder, byte[]? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var who in (string[])["AUTHOR", "COMMITTER"])
        {
            start.Environment[$"GIT_{who}_NAME"] = "Ann";
            start.Environment[$"GIT_{who}_EMAIL"] = "ann@example.com";
            start.Environment[$"GIT_{who}_DATE"] = "1700000000 +0100";
        }

        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input ?? []);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.TrimEnd('\n') : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {errors.Result}");
    }
}
