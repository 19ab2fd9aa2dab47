using System.Text;

namespace Plutora.Integration.Connectors.TestResults.Tests.Formats;

public sealed class TextFormatsTests
{
    [Fact]
    public async Task Tap_reads_directives_diagnostics_and_a_bail_out()
    {
        var record = await Told.Record("x.tap", """
            TAP version 14
            1..5
            ok 1 - adds # time=12.5ms
            not ok 2 - removes
              ---
              message: 'expected 1'
              duration_ms: 3
              ...
            ok 3 # SKIP no database
            not ok 4 - later # TODO not done
            Bail out! disk full
            """);
        Assert.Equal(["adds passed", "removes failed", "3 skipped", "later skipped"], record.Results());
        Assert.Equal(("12.5", "3", "expected 1"), (record["cases"]![0]!.Text("durationMs"), record["cases"]![1]!.Text("durationMs"), record["cases"]![1]!.Text("message")));
        Assert.Equal(("no database", "not ok # TODO"), (record["cases"]![2]!.Text("message"), record["cases"]![3]!.Text("sourceResult")));
        Assert.Equal(("cancelled", "disk full"), (record["suite"]!.Text("result"), record["suite"]!.Text("message")));
    }

    [Theory]
    [InlineData("# Subtest: inner\n    ok 1 - a\n    not ok 2 - b\n    1..2\nnot ok 1 - inner\n1..1\n")]
    [InlineData("    # Subtest: inner\n    ok 1 - a\n    not ok 2 - b\n    1..2\nnot ok 1 - inner\n1..1\n")]
    [InlineData("TAP version 14\n# Subtest: inner\n    ok 1 - a\n    not ok 2 - b\nnot ok 1 - inner\n1..1\n")]
    public async Task A_subtest_is_a_suite_whose_own_point_is_no_test(string text)
    {
        var records = await Told.Records("x.tap", text);
        Assert.Equal(["inner", "x"], records.Select(r => r["suite"]!.Text("name")));
        Assert.Equal(["a passed", "b failed"], records[0].Results());
        Assert.Equal("""{"total":2,"passed":1,"failed":1,"errored":0,"skipped":0,"other":0,"flaky":0}""", records[1]["suite"]!.Text("counts"));
    }

    [Fact]
    public async Task Tap_without_any_test_is_skipped_with_its_reason()
    {
        var record = await Told.Record("x.tap", "1..0 # SKIP no display\n");
        Assert.Equal(("skipped", "no display"), (record["suite"]!.Text("result"), record["suite"]!.Text("message")));
    }

    [Fact]
    public async Task Tap_that_tells_fewer_tests_than_planned_ends_in_an_error()
    {
        var record = await Told.Record("x.tap", "1..3\nok 1 a\nok 2 b\n");
        Assert.Equal(("error", "3 tests were planned and 2 told."), (record["suite"]!.Text("result"), record["suite"]!.Text("message")));
        Assert.Equal(["a passed", "b passed"], record.Results());
    }

    [Fact]
    public async Task Tap_behind_other_output_is_read()
    {
        var record = await Told.Record("x.txt", "[build] starting\n1..2\nok 1 a\nnot ok 2 b\n# expected 1\n");
        Assert.Equal(["a passed", "b failed"], record.Results());
        Assert.Equal("expected 1", record["cases"]![1]!.Text("message"));
    }

    [Fact]
    public async Task Go_tells_a_build_that_failed_a_test_without_an_end_and_measurements()
    {
        var records = await Told.Records("go.jsonl", """
            {"ImportPath":"p/bad [p/bad.test]","Action":"build-output","Output":"bad.go:3: undefined: x\n"}
            {"ImportPath":"p/bad [p/bad.test]","Action":"build-fail"}
            {"Time":"2024-01-02T03:04:05Z","Action":"start","Package":"p/bad"}
            {"Time":"2024-01-02T03:04:05Z","Action":"fail","Package":"p/bad","Elapsed":0,"FailedBuild":"p/bad [p/bad.test]"}
            {"Time":"2024-01-02T03:04:05Z","Action":"run","Package":"p/a","Test":"TestHangs"}
            {"Time":"2024-01-02T03:04:05Z","Action":"output","Package":"p/a","Test":"BenchmarkSum","Output":"BenchmarkSum-8   1000\t  123.5 ns/op\t 16 B/op\t 2 allocs/op\n"}
            {"Time":"2024-01-02T03:04:06Z","Action":"output","Package":"p/a","Output":"panic: test timed out\n"}
            {"Time":"2024-01-02T03:04:06Z","Action":"fail","Package":"p/a","Elapsed":1}
            """);
        Assert.Equal(("p/bad", "error", "bad.go:3: undefined: x"), (records[0]["suite"]!.Text("name"), records[0]["suite"]!.Text("result"), records[0]["suite"]!.Text("message")));
        Assert.Equal("TestHangs error", records[1].Results().Last());
        Assert.Equal(["ns/op", "B/op", "allocs/op"], records[1]["cases"]![0]!["measurements"]!.AsArray().Select(m => m!.Text("name")));
    }

    [Fact]
    public async Task Go_runs_of_one_package_are_attempts()
    {
        const string Run = """{"Action":"run","Package":"p","Test":"T"}""";
        static string End(string action) => $$"""{"Action":"{{action}}","Package":"p","Test":"T","Elapsed":0.1}{{"\n"}}{"Action":"{{action}}","Package":"p"}""";
        var records = await Told.Records("go.jsonl", $"{Run}\n{End("fail")}\n{Run}\n{End("pass")}\n");
        Assert.Equal(2, records.Select(r => r.Text("run")).Distinct().Count());
        var second = records[1]["cases"]![0]!;
        Assert.Equal(("passed", "2", "true"), (second.Text("result"), second.Text("attempt"), second.Text("flaky")));
    }

    [Fact]
    public async Task Go_s_events_as_PowerShell_writes_them_are_read()
    {
        var bytes = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"T\"}\r\n{\"Action\":\"pass\",\"Package\":\"p\",\"Test\":\"T\"}\r\n{\"Action\":\"pass\",\"Package\":\"p\"}\r\n")).ToArray();
        var result = await Opened.Receive("go.json", bytes);
        Assert.Empty(result.Faults);
        Assert.Single(Mapped.Entities(result.Records).Of("test-case-result"));
    }

    [Fact]
    public async Task Behave_is_told_from_Cucumber_and_counts_seconds()
    {
        var record = await Told.Record("b.json", """
            [{"keyword":"Feature","name":"Cart","location":"features/cart.feature:1","status":"failed","tags":["shop"],"elements":[
              {"type":"background","keyword":"Background","name":"","location":"features/cart.feature:3","steps":[{"keyword":"Given","name":"a shop","step_type":"given"}]},
              {"type":"scenario","keyword":"Scenario","name":"Adds","location":"features/cart.feature:5","status":"failed","steps":[
                {"keyword":"When","name":"I add","step_type":"when","result":{"status":"passed","duration":0.25}},
                {"keyword":"Then","name":"it is there","step_type":"then","result":{"status":"failed","duration":0.5,"error_message":["Assertion Failed: no","  at x"]}}]}]}]
            """);
        Assert.Equal(("behave", "Behave"), (record.Text("format"), record["suite"]!.Text("tool")));
        var one = record["cases"]![0]!;
        Assert.Equal(("failed", "750", "Assertion Failed: no", "features/cart.feature:5"), (one.Text("result"), one.Text("durationMs"), one.Text("message"), one.Text("file")));
        Assert.Equal(["When I add", "Then it is there"], one["steps"]!.AsArray().Select(s => s!.Text("name")));
    }

    [Theory]
    [InlineData("passed", "passed", "passed")]
    [InlineData("failed", "skipped", "failed")]
    [InlineData("passed", "pending", "skipped")]
    [InlineData("undefined", "skipped", "error")]
    [InlineData("ambiguous", "skipped", "error")]
    [InlineData("skipped", "skipped", "skipped")]
    public async Task A_scenario_of_Cucumber_is_as_good_as_its_steps(string first, string second, string result)
    {
        var one = await Told.Case("c.json", $$"""
            [{"keyword":"Feature","name":"F","uri":"f.feature","elements":[{"type":"scenario","keyword":"Scenario","name":"S","steps":[
              {"keyword":"Given ","name":"a","result":{"status":"{{first}}","duration":1000000} },{"keyword":"Then ","name":"b","result":{"status":"{{second}}"} }]}]}]
            """);
        Assert.Equal((result, "1"), (one.Text("result"), one.Text("durationMs")));
    }

    [Fact]
    public async Task Cucumber_messages_are_put_together_with_their_retries()
    {
        static string Try(string id, int attempt, string status, string more) => $$"""
            {"testCaseStarted":{"id":"{{id}}","testCaseId":"c","attempt":{{attempt}},"timestamp":{"seconds":1704164645,"nanos":0} } }
            {"testStepFinished":{"testCaseStartedId":"{{id}}","testStepId":"ts","testStepResult":{"status":"{{status}}","duration":{"seconds":0,"nanos":5000000},"message":"no"} } }
            {"testCaseFinished":{"testCaseStartedId":"{{id}}","timestamp":{"seconds":1704164645,"nanos":5000000} {{more}} } }
            """;
        var record = await Told.Record("m.ndjson", $$"""
            {"meta":{"protocolVersion":"24.0.0","implementation":{"name":"cucumber-jvm","version":"7.1"} } }
            {"gherkinDocument":{"uri":"f.feature","feature":{"name":"Cart","children":[]} } }
            {"pickle":{"id":"p","uri":"f.feature","name":"Adds","steps":[{"id":"ps","text":"I add"}],"tags":[{"name":"@slow"}]} }
            {"testCase":{"id":"c","pickleId":"p","testSteps":[{"id":"ts","pickleStepId":"ps"}]} }
            {{Try("1", 0, "FAILED", ",\"willBeRetried\":true")}}
            {{Try("2", 1, "PASSED", "")}}
            """);
        Assert.Equal(("Cart", "cucumber-jvm", "7.1"), (record["suite"]!.Text("name"), record["suite"]!.Text("tool"), record["suite"]!.Text("toolVersion")));
        var one = record["cases"]![0]!;
        Assert.Equal(("Adds", "passed", "2", "true", "5"), (one.Text("name"), one.Text("result"), one.Text("attempt"), one.Text("flaky"), one.Text("durationMs")));
        Assert.Equal("failed", one["attempts"]![0]!.Text("result"));
    }

    [Fact]
    public async Task Playwright_s_attempts_and_errors_outside_of_tests_are_told()
    {
        var records = await Told.Records("p.json", """
            {"config":{"rootDir":"/r","version":"1.50.0"},"suites":[{"title":"a.spec.ts","file":"a.spec.ts","specs":[{"title":"adds","file":"a.spec.ts","line":3,"id":"x","tests":[
              {"projectName":"chromium","expectedStatus":"passed","status":"flaky","annotations":[{"type":"issue","description":"https://x/browse/P-1"}],"results":[
                {"status":"failed","duration":10,"startTime":"2024-01-02T03:04:05.000Z","error":{"message":"\u001b[31mno\u001b[39m"}},
                {"status":"passed","duration":20,"startTime":"2024-01-02T03:04:06.000Z","stdout":[{"text":"hi"}],"attachments":[{"name":"trace","contentType":"application/zip","path":"/t/trace.zip"}]}]}]}]}],
             "errors":[{"message":"Error: no tests found"}],"stats":{"expected":0,"flaky":1}}
            """);
        var one = records[0]["cases"]![0]!;
        Assert.Equal(("passed", "flaky", "true", "2", "hi"), (one.Text("result"), one.Text("sourceResult"), one.Text("flaky"), one.Text("attempt"), one.Text("output")));
        Assert.Equal(("no", "P-1", "trace"), (one["attempts"]![0]!.Text("message"), one["links"]![0]!.Text("name"), one["attachments"]![0]!.Text("name")));
        Assert.Equal(("error", "Error: no tests found"), (records[1]["suite"]!.Text("result"), records[1]["suite"]!.Text("message")));
    }

    [Fact]
    public async Task A_container_of_Allure_tells_its_fixtures_and_an_empty_one_nothing()
    {
        var record = await Told.Record("c-container.json", """
            {"uuid":"u","name":"CartTest","children":["a"],"befores":[{"name":"setUp","status":"broken","statusDetails":{"message":"no database"}}],"afters":[],"start":1704164645000,"stop":1704164646000}
            """);
        Assert.Equal(("error", "no database", "2024-01-02T03:04:05Z"), (record["suite"]!.Text("result"), record["suite"]!.Text("message"), record["suite"]!.Text("startedAt")));
        var empty = await Opened.Receive("d-container.json", """{"uuid":"u","children":["a"],"befores":[],"afters":[]}""");
        Assert.Empty(empty.Records);
        Assert.Contains("container", empty.Ignored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allure_two_s_labels_links_and_hidden_parameters_are_kept_for_what_they_are()
    {
        var one = await Told.Case("r-result.json", """
            {"uuid":"u","name":"adds","fullName":"shop.CartTest.adds","status":"broken","statusDetails":{"message":"boom","trace":"at x"},"start":1704164645000,"stop":1704164645500,
             "labels":[{"name":"testClass","value":"shop.CartTest"},{"name":"severity","value":"blocker"},{"name":"tag","value":"slow"},{"name":"suite","value":"Shop"}],
             "links":[{"type":"issue","name":"P-1","url":"https://x/P-1"}],"parameters":[{"name":"token","value":"s3cret","mode":"hidden"}],"attachments":[{"name":"log","source":"l.txt","type":"text/plain"}]}
            """);
        Assert.Equal(("error", "broken", "shop.CartTest", "500"), (one.Text("result"), one.Text("sourceResult"), one.Text("class"), one.Text("durationMs")));
        Assert.Equal(("blocker", """["slow"]""", "P-1", "log"), (one.Text("severity"), one.Text("labels"), one["links"]![0]!.Text("name"), one["attachments"]![0]!.Text("name")));
        Assert.DoesNotContain("s3cret", one.ToJsonString(), StringComparison.Ordinal);
    }
}
