using System.Text.Json.Nodes;
using Plutora.Integration.Mapping;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.TestResults.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var faults = new TestResultsConnector().Validate(new JsonObject
        {
            ["folders"] = new JsonArray("/results", ""),
            ["include"] = new JsonArray("**/*.xml", "../*.xml"),
            ["exclude"] = new JsonArray("/etc/*"),
            ["timeZone"] = "Berlin",
            ["kind"] = "big",
            ["textLimit"] = -1,
        });
        Assert.Equal(["exclude[0]", "folders[1]", "include[1]", "kind", "textLimit", "timeZone"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_instance_that_takes_uploads_alone_needs_no_option()
    {
        Assert.Empty(new TestResultsConnector().Validate([]));
        Assert.True(new TestResultsConnector().Descriptor.AcceptsUploads);
    }

    [Fact]
    public void Each_stream_has_its_mapping_and_its_tests_pass()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "mappings");
        var files = Directory.GetFiles(folder, "*.yaml");
        Assert.Equal(new TestResultsConnector().Descriptor.Streams.Select(s => s.Id), files.Select(Path.GetFileNameWithoutExtension)!);
        foreach (var file in files)
        {
            var results = MappingTestRunner.Run(Mapped.Compile(file), name => File.ReadAllBytes(Path.Combine(folder, name)), TestContext.Current.CancellationToken);
            Assert.NotEmpty(results);
            Assert.All(results, r => Assert.True(r.Passed, $"{r.Test.Name}: {r.Error} {string.Join("; ", r.Differences)}"));
        }
    }

    [Fact]
    public async Task The_check_names_a_folder_that_is_not_there()
    {
        await using var instance = Opened.Instance(new JsonObject { ["folders"] = new JsonArray("/no/such/folder") });
        var check = await instance.CheckAsync(TestContext.Current.CancellationToken);
        Assert.False(check.Succeeded);
        Assert.Contains("/no/such/folder", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_sender_says_stands_before_the_options()
    {
        const string File = """<testsuite name="s"><testcase name="a"/></testsuite>""";
        var options = new JsonObject { ["kind"] = "unit", ["environment"] = "staging" };
        var parameters = new Dictionary<string, string> { ["kind"] = "performance", ["commit"] = "abc123", ["pipelineRun"] = "ci/pipeline-run/7" };
        var entities = Mapped.Entities((await Opened.Receive("a.xml", File, options, parameters)).Records);
        var run = Assert.Single(entities.Of("test-run"));
        Assert.Equal("performance", run["kind"]!.GetValue<string>());
        Assert.Equal("staging", run["environment"]!["alias"]!.GetValue<string>());
        Assert.Equal("abc123", run["commit"]!["alias"]!.GetValue<string>());
        Assert.Equal("ci/pipeline-run/7", run["pipelineRun"]!["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("comit", "x", "'comit' is not known")]
    [InlineData("kind", "large", "'large' is no kind of test")]
    public async Task A_parameter_that_is_wrong_is_refused_with_those_that_are_right(string name, string value, string reason)
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Opened.Receive("a.xml", "<testsuite/>", null, new Dictionary<string, string> { [name] = value }));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }
}
