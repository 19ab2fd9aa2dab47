using System.Text.Json;
using Plutora.Integration.Cli.Commands.Records;

namespace Plutora.Integration.Cli.Tests;

public sealed class TraceTests
{
    [Fact]
    public void A_trace_is_a_tree_whose_arrows_say_who_states_the_relation()
    {
        var trace = JsonElement.Parse("""
            {"nodes":[{"id":"gh/pull-request/1","entity":"pull-request","title":"Say hello","state":"merged","deleted":false},
                      {"id":"jira/work-item/1","entity":"work-item","title":"Greet\nall","state":"done","deleted":true},
                      {"id":"jira/work-item/2","entity":"work-item","deleted":false},
                      {"id":"gh/repository/5","entity":"repository","title":"o/r","deleted":false}],
             "steps":[{"from":"gh/pull-request/1","relation":"implements","outward":true,"to":"jira/work-item/1"},
                      {"from":"jira/work-item/1","relation":"parent","outward":false,"to":"jira/work-item/2"},
                      {"from":"gh/pull-request/1","relation":"repository","outward":true,"to":"gh/repository/5"}],
             "cut":false}
            """);
        Assert.Equal(
            [
                "gh/pull-request/1  Say hello  [merged]",
                "├─ implements → jira/work-item/1  Greet all  [done, deleted]",
                "│  └─ ← parent jira/work-item/2",
                "└─ repository → gh/repository/5  o/r",
            ],
            TraceCommand.Lines(trace));
    }

    [Fact]
    public async Task A_trace_of_what_is_not_there_and_a_depth_out_of_range_are_told()
    {
        await using var shell = await Shell.StartAsync();
        var missing = await shell.RunAsync("trace", "nosuch");
        Assert.Equal((1, "No entity has the id or alias 'nosuch'.\n"), (missing.Exit, missing.Error));
        var deep = await shell.RunAsync("trace", "nosuch", "--depth", "21");
        Assert.Equal((2, "--depth 21: expected 1 to 20.\n"), (deep.Exit, deep.Error));
    }
}
