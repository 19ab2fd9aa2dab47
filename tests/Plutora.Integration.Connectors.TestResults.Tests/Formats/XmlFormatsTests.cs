namespace Plutora.Integration.Connectors.TestResults.Tests.Formats;

public sealed class XmlFormatsTests
{
    private const string Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    [Fact]
    public async Task Trx_names_the_class_from_its_definitions_and_tells_rows_for_a_data_driven_test()
    {
        var record = await Told.Record("a.trx", $"""
            <TestRun id="1" name="me 2024-01-02" xmlns="{Trx}"><Times start="2024-01-02T03:04:05+01:00" finish="2024-01-02T03:04:06+01:00"/>
            <Results><UnitTestResult testId="41c1dee7-2d17-4cf3-ae64-fae6fd9f9105" testName="T" outcome="Failed" resultType="DataDrivenTest"><InnerResults>
              <UnitTestResult testId="41c1dee7-2d17-4cf3-ae64-fae6fd9f9105" testName="T (1)" outcome="Passed" duration="00:00:00.5"/>
              <UnitTestResult testId="41c1dee7-2d17-4cf3-ae64-fae6fd9f9105" testName="T (2)" outcome="Timeout"><Output><StdOut>hello</StdOut><ErrorInfo><Message>late</Message><StackTrace>at x</StackTrace></ErrorInfo></Output>
                <ResultFiles><ResultFile path="out\shot.png"/></ResultFiles></UnitTestResult></InnerResults></UnitTestResult>
              <UnitTestResult testName="NoOutcome"/></Results>
            <TestDefinitions><UnitTest name="T" storage="c:\x\acme.tests.dll" id="41c1dee7-2d17-4cf3-ae64-fae6fd9f9105"><TestCategory><TestCategoryItem TestCategory="slow"/></TestCategory>
              <TestMethod className="Acme.CartTest, Acme" name="T"/></UnitTest></TestDefinitions>
            <ResultSummary outcome="Failed"><Counters total="3" failed="1"/><RunInfos><RunInfo><Text>blame</Text></RunInfo></RunInfos></ResultSummary></TestRun>
            """);
        Assert.Equal(["T (1) passed", "T (2) error", "NoOutcome error"], record.Results());
        var late = record["cases"]![1]!;
        Assert.Equal(("Acme.CartTest", "late", "at x", "hello"), (late.Text("class"), late.Text("message"), late.Text("stackTrace"), late.Text("output")));
        Assert.Equal(("shot.png", """["slow"]"""), (late["attachments"]![0]!.Text("name"), late.Text("labels")));
        var suite = record["suite"]!;
        Assert.Equal(("acme.tests.dll", "failed", "2024-01-02T02:04:05Z", "blame"), (suite.Text("name"), suite.Text("result"), suite.Text("startedAt"), suite.Text("message")));
    }

    [Fact]
    public async Task XUnit_three_is_read_with_its_instants_and_errors_of_fixtures()
    {
        var records = await Told.Records("x.xml", """
            <assemblies schema-version="3"><assembly name="/b/acme.dll" test-framework="xUnit.net v3 1.0.1" start-rtf="2024-01-02T03:04:05Z" finish-rtf="2024-01-02T03:04:06Z" time="1.000" errors="1">
              <errors><error type="assembly-cleanup"><failure exception-type="E"><message>torn</message></failure></error></errors>
              <collection name="c" time="0.1"><test name="T.a" type="T" method="a" result="Pass" time="0.05" start-rtf="2024-01-02T03:04:05Z"><traits><trait name="Category" value="fast"/></traits></test>
                <test name="T.b" type="T" method="b" result="NotRun" time="0"/></collection></assembly></assemblies>
            """);
        Assert.Equal(["c", "acme.dll"], records.Select(r => r["suite"]!.Text("name")));
        Assert.Equal(["T.a passed", "T.b skipped"], records[0].Results());
        Assert.Equal(("error", "torn", "xUnit.net v3", "1.0.1"), (records[1]["suite"]!.Text("result"), records[1]["suite"]!.Text("message"), records[1]["suite"]!.Text("tool"), records[1]["suite"]!.Text("toolVersion")));
    }

    [Fact]
    public async Task NUnit_two_is_read_with_and_without_results()
    {
        var records = await Told.Records("n.xml", """
            <test-results name="/b/acme.dll" date="2024-01-02" time="03:04:05"><environment nunit-version="2.6.4"/><test-suite type="TestFixture" name="F" executed="True" success="False"><results>
              <test-case name="S.F.A(1.5)" executed="True" result="Success" success="True" time="0.5"/>
              <test-case name="S.F.B" executed="False" result="Ignored"><reason><message>later</message></reason></test-case>
              <test-case name="S.F.C" executed="True" success="False"><failure><message>no</message><stack-trace>at x</stack-trace></failure></test-case>
              <test-case name="S.F.D" executed="True" result="Inconclusive"/></results></test-suite></test-results>
            """);
        var record = Assert.Single(records);
        Assert.Equal(["A(1.5) passed", "B skipped", "C failed", "D inconclusive"], record.Results());
        Assert.All(record["cases"]!.AsArray(), c => Assert.Equal("S.F", c!.Text("class")));
        Assert.Equal(("nunit2", "2024-01-02T03:04:05Z", "2.6.4"), (record.Text("format"), record["suite"]!.Text("startedAt"), record["suite"]!.Text("toolVersion")));
    }

    [Fact]
    public async Task NUnit_three_keeps_labels_assertions_and_attachments()
    {
        var one = await Told.Case("n.xml", """
            <test-run id="0" start-time="2024-01-02 03:04:05Z"><test-suite type="TestFixture" name="F" result="Failed"><test-case name="A" fullname="S.F.A" classname="S.F" result="Failed" label="Error" duration="0.5">
              <properties><property name="Category" value="slow"/></properties><failure><message>one, two</message></failure>
              <assertions><assertion result="Failed"><message>one</message></assertion><assertion result="Failed"><message>two</message></assertion></assertions>
              <attachments><attachment><filePath>/t/shot.png</filePath></attachment></attachments></test-case></test-suite></test-run>
            """);
        Assert.Equal(("error", "Failed (Error)", "one, two"), (one.Text("result"), one.Text("sourceResult"), one.Text("message")));
        Assert.Equal(3, one["problems"]!.AsArray().Count);
        Assert.Equal(("""["slow"]""", "shot.png"), (one.Text("labels"), one["attachments"]![0]!.Text("name")));
    }

    [Theory]
    [InlineData("""<status status="FAIL" starttime="20240102 03:04:05.000" endtime="20240102 03:04:06.500" critical="yes">No match</status>""", "<tags><tag>slow</tag></tags>")]
    [InlineData("""<status status="FAIL" start="2024-01-02T03:04:05.000000" elapsed="1.500000">No match</status>""", "<tag>slow</tag>")]
    public async Task Robot_is_read_in_the_old_schema_and_the_new(string status, string tags)
    {
        var records = await Told.Records("output.xml", $"""
            <robot generator="Robot 7.0 (Python 3.12.0 on linux)"><suite id="s1" name="All"><suite id="s1-s1" name="Login" source="/r/login.robot"><test id="s1-s1-t1" name="Bad password" line="4">
              <kw name="Open" library="Browser"><kw name="Inner"><status status="PASS" start="2024-01-02T03:04:05"/></kw><status status="PASS"/></kw>
              <kw name="Should Match"><msg level="FAIL">No match</msg><status status="FAIL"/></kw>{tags}{status}</test><status status="FAIL"/></suite><status status="FAIL"/></suite>
              <statistics><total><stat pass="0" fail="1">All Tests</stat></total></statistics><errors/></robot>
            """);
        Assert.Equal(["Login", "All"], records.Select(r => r["suite"]!.Text("name")));
        var one = Assert.Single(records[0]["cases"]!.AsArray())!;
        Assert.Equal(("failed", "FAIL", "No match", "1500"), (one.Text("result"), one.Text("sourceResult"), one.Text("message"), one.Text("durationMs")));
        Assert.Equal(("2024-01-02T03:04:05Z", "2024-01-02T03:04:06.5Z", """["slow"]"""), (one.Text("startedAt"), one.Text("finishedAt"), one.Text("labels")));
        Assert.Equal(["Open", "Inner", "Should Match"], one["steps"]!.AsArray().Select(s => s!.Text("name")));
        Assert.Equal("No match", one["steps"]![2]!.Text("message"));
        Assert.Equal("7.0", records[0]["suite"]!.Text("toolVersion"));
    }

    [Fact]
    public async Task CTest_tells_why_a_test_was_not_run_and_unpacks_its_output()
    {
        var packed = Pack("hello");
        var record = await Told.Record("Test.xml", $"""
            <Site BuildName="linux" Generator="ctest-3.28.1"><Testing><StartTestTime>1704164645</StartTestTime>
            <Test Status="passed"><Name>a</Name><Results><NamedMeasurement type="numeric/double" name="Execution Time"><Value>0.5</Value></NamedMeasurement>
              <NamedMeasurement type="numeric/double" name="frames"><Value>60</Value></NamedMeasurement><Measurement><Value encoding="base64" compression="gzip">{packed}</Value></Measurement></Results></Test>
            <Test Status="notrun"><Name>b</Name><Results><NamedMeasurement type="text/string" name="Completion Status"><Value>Disabled</Value></NamedMeasurement></Results></Test>
            <Test Status="notrun"><Name>c</Name><Results><NamedMeasurement type="text/string" name="Completion Status"><Value>Unable to find executable</Value></NamedMeasurement></Results></Test>
            <Test Status="failed"><Name>d</Name><Results><NamedMeasurement type="text/string" name="Exit Code"><Value>SEGFAULT</Value></NamedMeasurement></Results></Test></Testing></Site>
            """);
        Assert.Equal(["a passed", "b skipped", "c error", "d error"], record.Results());
        Assert.Equal(("hello", "500", "frames"), (record["cases"]![0]!.Text("output"), record["cases"]![0]!.Text("durationMs"), record["cases"]![0]!["measurements"]![0]!.Text("name")));
    }

    [Fact]
    public async Task A_file_of_CTest_without_tests_is_no_fault()
    {
        var result = await Opened.Receive("Build.xml", """<Site BuildName="linux"><Build><Log/></Build></Site>""");
        Assert.Contains("Build", result.Ignored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CppUnit_tells_failures_with_their_place()
    {
        var record = await Told.Record("c.xml", """
            <TestRun><FailedTests><FailedTest id="1"><Name>A::b</Name><FailureType>Assertion</FailureType><Location><File>a.cpp</File><Line>7</Line></Location><Message>no</Message></FailedTest></FailedTests>
            <SuccessfulTests><Test id="2"><Name>A::c</Name></Test></SuccessfulTests></TestRun>
            """);
        Assert.Equal(["b failed", "c passed"], record.Results());
        Assert.Equal(("a.cpp", "7", "no"), (record["cases"]![0]!.Text("file"), record["cases"]![0]!.Text("line"), record["cases"]![0]!.Text("message")));
    }

    private static string Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            zlib.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return Convert.ToBase64String(packed.ToArray());
    }
}
