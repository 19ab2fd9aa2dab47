using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.Script.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_fault_is_told_at_once_with_its_place() => Assert.Equal(
        [
            "programs[0].name: must be lower-case letters, digits and hyphens, a letter first, 40 at most, such as rotate-keys.",
            "programs[0].path: must be the whole path of a program, such as /opt/scripts/rotate.sh.",
            "programs[0].folder: must be the whole path of a folder, such as /var/lib/scripts.",
            "programs[0].environment: names a variable 'A-B': letters, digits and underscores are expected, a digit not first.",
            "programs[0].exitCodes: says '256: failed': a code from 0 to 255 and one of succeeded, failed, not-found, unavailable, unknown are expected.",
            "programs[0].exitCodes: says '1: fine': a code from 0 to 255 and one of succeeded, failed, not-found, unavailable, unknown are expected.",
            "programs[1].path: must be no batch file: a shell would read its arguments. Name the program that runs it, or an executable.",
            "programs[1].environment: names 'TOKEN' twice, in 'environment' and 'secrets'.",
            "programs[2].name: is there twice: 'tool'.",
        ],
        Faults("""
            {"programs":[
              {"name":"Rotate keys","path":"rotate.sh","folder":"scripts","environment":{"A-B":"c"},"exitCodes":{"256":"failed","1":"fine"}},
              {"name":"tool","path":"/opt/tool.CMD","folder":"/opt","environment":{"TOKEN":"a"},"secrets":[{"name":"TOKEN","value":"b"}]},
              {"name":"tool","path":"/opt/tool","folder":"/opt"}]}
            """));

    [Theory]
    [InlineData("(")]
    [InlineData("(?=a)b")]
    [InlineData(@"(a)\1")]
    public void A_pattern_that_is_none_or_could_take_long_is_a_fault(string pattern) => Assert.StartsWith(
        "programs[0].pattern: is no regular expression that can be used: ",
        Assert.Single(Faults(new JsonObject { ["programs"] = new JsonArray(new JsonObject { ["name"] = "tool", ["path"] = "/t", ["folder"] = "/", ["pattern"] = pattern }) }.ToJsonString())),
        StringComparison.Ordinal);

    [Fact]
    public void One_program_at_least_is_needed() => Assert.Contains("must name one program at least", Assert.Single(Faults("""{"programs":[]}""")), StringComparison.Ordinal);

    [Fact]
    public void The_descriptor_offers_one_action_with_the_schema_of_its_arguments_and_marks_secrets()
    {
        var descriptor = new ScriptConnector().Descriptor;
        var action = Assert.Single(descriptor.Actions);

        Assert.Equal(("script", "run-script", true, false, false), (descriptor.Id, action.Name, action.CanPreview, action.Idempotent, action.CanSettle));
        Assert.Equal(["program", "arguments"], action.ArgumentsSchema["properties"]!.AsObject().Select(p => p.Key));
        Assert.Equal(["exitCode", "output", "errors", "droppedBytes"], action.ResultSchema["properties"]!.AsObject().Select(p => p.Key));
        Assert.Contains("programs[].secrets[].value", descriptor.Options.Secrets);
        Assert.Empty(descriptor.Streams);
    }

    private static IReadOnlyList<string> Faults(string options) => [.. new ScriptConnector().Validate(JsonNode.Parse(options)!.AsObject()).Select(f => $"{f.Path}: {f.Message}")];
}
