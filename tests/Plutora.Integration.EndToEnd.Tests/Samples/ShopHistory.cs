using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.EndToEnd.Tests.Samples;

/// <summary>
/// A repository with seven commits of known times, and GitHub's deliveries that tell where they were deployed:
/// <code>
/// c1 -- c2 -- c3 -- m5 -- c6 -- c7
///         \-- c4 --/
/// </code>
/// </summary>
internal sealed class ShopHistory
{
    private readonly Dictionary<string, string> _shas = [];

    private ShopHistory(string folder) => Folder = folder;

    /// <summary>Folder of the repository.</summary>
    public string Folder { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ShopHistory> MakeAsync(string folder)
    {
        var shop = new ShopHistory(Directory.CreateDirectory(folder).FullName);
        await GitAsync(folder, null, "init", "--quiet", "--bare", "--initial-branch=main", ".");
        var stream = new StringBuilder();
        Commit(1, "c1", "01T00");
        Commit(2, "c2", "02T00", 1);
        Commit(3, "c3", "03T00", 2);
        Commit(4, "c4", "02T12", 2);
        Commit(5, "m5", "04T00", 3, 4);
        Commit(6, "c6", "05T00", 5);
        Commit(7, "c7", "06T00", 6);
        await GitAsync(folder, stream.ToString(), "fast-import", "--quiet");
        foreach (var line in (await GitAsync(folder, null, "log", "--format=%H %s", "main")).Split('\n')) shop._shas[line.Split(' ')[1]] = line.Split(' ')[0];
        return shop;

        void Commit(int mark, string name, string at, params ReadOnlySpan<int> parents)
        {
            stream.Append(CultureInfo.InvariantCulture, $"commit refs/heads/main\nmark :{mark}\ncommitter Dev <dev@example.com> {DateTimeOffset.Parse($"2026-01-{at}:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds()} +0000\ndata 2\n{name}\n");
            for (var i = 0; i < parents.Length; i++) stream.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "from" : "merge")} :{parents[i]}\n");
            stream.Append(CultureInfo.InvariantCulture, $"M 644 inline {name}.txt\ndata 1\n{mark}\n");
        }
    }

    /// <summary>The delivery that tells the repository.</summary>
    public static byte[] Repository() => JsonSerializer.SerializeToUtf8Bytes(new { action = "created", repository = Shop() });

    /// <summary>The delivery that tells how a deployment ended.</summary>
    public byte[] Deployed(int id, string commit, string environment, string state, string at)
    {
        var time = $"2026-01-{at}:00:00Z";
        var url = $"https://api.github.com/repos/o/shop/deployments/{id}";
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            action = "created",
            deployment_status = new { id = 100 + id, state, environment, description = "", target_url = "", environment_url = "", deployment_url = url, repository_url = "https://api.github.com/repos/o/shop", created_at = time, updated_at = time },
            deployment = new { id, url, sha = _shas[commit], @ref = "main", task = "deploy", environment, description = "", statuses_url = url + "/statuses", repository_url = "https://api.github.com/repos/o/shop", created_at = time, updated_at = time },
            repository = Shop(),
        });
    }

    private static object Shop() => new
    {
        id = 7,
        name = "shop",
        full_name = "o/shop",
        owner = new { login = "o", id = 1 },
        url = "https://api.github.com/repos/o/shop",
        branches_url = "https://api.github.com/repos/o/shop/branches{/branch}",
        html_url = "https://github.com/o/shop",
        default_branch = "main",
        created_at = "2025-12-01T00:00:00Z",
        updated_at = "2025-12-01T00:00:00Z",
    };

    private static async Task<string> GitAsync(string folder, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var git = Process.Start(start)!;
        if (input is not null) await git.StandardInput.WriteAsync(input.AsMemory(), Ct);
        git.StandardInput.Close();
        var output = await git.StandardOutput.ReadToEndAsync(Ct);
        await git.WaitForExitAsync(Ct);
        Assert.Equal(0, git.ExitCode);
        return output.Trim();
    }
}
