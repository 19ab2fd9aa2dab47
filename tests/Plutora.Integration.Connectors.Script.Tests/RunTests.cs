using System.Diagnostics;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Script.Tests;

/// <summary>Programs that run.</summary>
public sealed class RunTests : IAsyncDisposable
{
    private readonly Bench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_program_runs_in_its_folder_with_its_own_arguments_before_those_of_the_action()
    {
        var told = await Bench.RunAsync(_bench.Open(_bench.Script("""pwd; printf '<%s>' "$@"; echo warned >&2"""), p => p["arguments"] = new JsonArray("--env", "prod")), "web", "a b");

        Assert.Equal((0, $"{_bench.Folder}\n<--env><prod><web><a b>", "warned\n", 0), (told.GetProperty("exitCode").GetInt32(), told.GetProperty("output").GetString(), told.GetProperty("errors").GetString(), told.GetProperty("droppedBytes").GetInt64()));
    }

    [Fact]
    public async Task No_shell_reads_an_argument_whatever_stands_in_it()
    {
        var instance = _bench.Open(_bench.Script("""printf '%s' "$1" """), p => p["pattern"] = @"[\s\S]*");
        string[] odd = ["; touch pwned", "$(touch pwned)", "`touch pwned`", "a' b", "a\" b", "*", "~", "%PATH%", "| cat", "a\\", "\n", "", "-rf", "ä€😀"];

        foreach (var argument in odd)
        {
            Assert.Equal(argument, (await Bench.RunAsync(instance, argument)).GetProperty("output").GetString());
        }

        Assert.DoesNotContain(Directory.GetFiles(_bench.Folder), f => f.Contains("pwned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_argument_reaches_the_program_as_it_is()
    {
        var instance = _bench.Open(_bench.Script("""printf '%s\036' "$@" """), p => p["pattern"] = @"[\s\S]*");
        var argument = Gen.Char[' ', '\u04ff'].Where(c => !char.IsControl(c)).Array[0, 20].Select(c => new string(c));

        await Gen.Select(argument, argument).SampleAsync(
            async pair => Assert.Equal($"{pair.Item1}\u001e{pair.Item2}\u001e", (await Bench.RunAsync(instance, pair.Item1, pair.Item2)).GetProperty("output").GetString()),
            iter: 30,
            threads: 1);
    }

    [Fact]
    public async Task A_program_has_nothing_of_the_hubs_environment_and_an_empty_input()
    {
        Environment.SetEnvironmentVariable("PLUTORA_TEST_OF_SCRIPT", "leaked");
        var told = (await Bench.RunAsync(_bench.Open(_bench.Script("env | sort; cat"), p =>
        {
            p["environment"] = new JsonObject { ["REGION"] = "eu" };
            p["secrets"] = new JsonArray(new JsonObject { ["name"] = "TOKEN", ["value"] = "s3cret" });
        }))).GetProperty("output").GetString()!;

        // What the shell adds by itself aside.
        var names = told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith("PWD=", StringComparison.Ordinal) && !l.StartsWith("SHLVL=", StringComparison.Ordinal) && !l.StartsWith("_=", StringComparison.Ordinal) && !l.StartsWith("OLDPWD", StringComparison.Ordinal));
        Assert.Equal([$"HOME={_bench.Folder}", "LANG=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin", "PLUTORA_ACTION_ID=a1", "REGION=eu", "TOKEN=***"], names);
    }

    [Fact]
    public async Task The_last_of_much_output_is_kept_and_the_rest_counted()
    {
        var told = await Bench.RunAsync(_bench.Open(_bench.Script("head -c 5000000 /dev/zero | tr '\\0' x; printf end; printf 'wrong' >&2"), p => p["outputBytes"] = 10));

        Assert.Equal(("xxxxxxxend", "wrong", 4_999_993), (told.GetProperty("output").GetString(), told.GetProperty("errors").GetString(), told.GetProperty("droppedBytes").GetInt64()));
    }

    [Fact]
    public async Task A_secret_is_in_nothing_that_is_kept_though_the_limit_cuts_it_in_two()
    {
        const string Secret = "correct-horse-battery";
        var secrets = new JsonArray(new JsonObject { ["name"] = "TOKEN", ["value"] = Secret }, new JsonObject { ["name"] = "KEY", ["value"] = "-----BEGIN KEY-----\nline-one-of-key\n-----END KEY-----" });
        for (var kept = 0; kept <= 40; kept++)
        {
            var told = await Bench.RunAsync(_bench.Open(_bench.Script("""printf '1234567890%sabc' "$TOKEN"; printf 'x%sy' "$KEY" >&2"""), p =>
            {
                p["outputBytes"] = kept;
                p["secrets"] = secrets.DeepClone();
            }));
            var text = told.GetProperty("output").GetString() + told.GetProperty("errors").GetString();
            for (var length = 4; length <= Secret.Length; length++)
            {
                Assert.DoesNotContain(Secret[^length..], text, StringComparison.Ordinal);
            }

            Assert.DoesNotContain("of-key", text, StringComparison.Ordinal);
        }

        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Bench.RunAsync(_bench.Open(_bench.Script("""echo "wrong token $TOKEN" >&2; exit 4"""), p => p["secrets"] = secrets.DeepClone())));
        Assert.Equal("'tool' ended with exit code 4: wrong token ***", fault.Message);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, ConnectorErrorKind.Permanent)]
    [InlineData(2, ConnectorErrorKind.NotFound)]
    [InlineData(3, ConnectorErrorKind.Transient)]
    [InlineData(4, ConnectorErrorKind.Ambiguous)]
    [InlineData(5, null)]
    public async Task Exit_codes_mean_what_the_options_say(int code, ConnectorErrorKind? kind)
    {
        var instance = _bench.Open(_bench.Script($"echo told; exit {code}"), p => p["exitCodes"] = new JsonObject { ["2"] = "not-found", ["3"] = "unavailable", ["4"] = "unknown", ["5"] = "succeeded" });

        if (kind is null)
        {
            Assert.Equal(code, (await Bench.RunAsync(instance)).GetProperty("exitCode").GetInt32());
        }
        else
        {
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => Bench.RunAsync(instance));
            Assert.Equal((kind, $"'tool' ended with exit code {code}: told"), (fault.Kind, fault.Message));
        }
    }

    [Fact]
    public async Task At_its_time_limit_a_program_is_ended_with_all_that_it_started_and_what_it_did_is_unknown()
    {
        var time = new FakeTimeProvider();
        var pid = Path.Combine(_bench.Folder, "pid");
        var instance = _bench.Open(_bench.Script($"echo begun >&2; sleep 600 & echo $! > {pid}.new; mv {pid}.new {pid}; wait"), p => p["timeLimitSeconds"] = 30, time);

        var running = Bench.RunAsync(instance);
        var child = await ChildAsync(pid);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(running.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => running);

        Assert.Equal(ConnectorErrorKind.Ambiguous, fault.Kind);
        Assert.Equal("'tool' did not end within 30 seconds and was ended with all that it started; what it did until then is not known. It said: begun", fault.Message);
        await GoneAsync(child);
    }

    [Fact]
    public async Task A_hub_that_stops_takes_its_programs_along()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var pid = Path.Combine(_bench.Folder, "pid");
        var running = _bench.Open(_bench.Script($"sleep 600 & echo $! > {pid}.new; mv {pid}.new {pid}; wait")).ExecuteAsync(Bench.Asked(), stop.Token);
        var child = await ChildAsync(pid);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await GoneAsync(child);
    }

    [Fact]
    public async Task What_a_program_leaves_in_the_background_keeps_nobody_waiting()
    {
        var pid = Path.Combine(_bench.Folder, "pid");
        var told = await Bench.RunAsync(_bench.Open(_bench.Script($"echo done; sleep 600 & echo $! > {pid}")));

        Assert.Equal("done\n", told.GetProperty("output").GetString());
        using var left = await ChildAsync(pid);
        left.Kill();
    }

    private static async Task<Process> ChildAsync(string pid)
    {
        await Waiting.UntilAsync("the child has told its number", () => File.Exists(pid));
        return Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(pid, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task GoneAsync(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }
}
