using System.Text;
using CsCheck;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.TestResults.Tests;

/// <summary>Files that are cut, changed or meant to do harm: what is readable is kept, the rest is told with its place.</summary>
public sealed class BrokenFilesTests
{
    private static readonly Lazy<(string Name, byte[] Bytes)[]> Files = new(() =>
        [.. Directory.GetFiles(Shared.Folder("payloads/test-results")).Select(f => (Path.GetFileName(f), File.ReadAllBytes(f))).Where(f => f.Item2.Length < 40_000)]);

    private static async Task<ReceiveResult?> Received(string name, byte[] body)
    {
        try
        {
            return await Opened.Receive(name, body);
        }
        catch (ConnectorException told)
        {
            Assert.Equal(ConnectorErrorKind.Permanent, told.Kind);
            Assert.Contains(name, told.Message, StringComparison.Ordinal);
            return null;
        }
    }

    [Fact]
    public Task A_file_cut_off_anywhere_is_read_as_far_as_it_goes_or_refused_for_good()
    {
        var files = Files.Value;
        return Gen.Select(Gen.Int[0, files.Length - 1], Gen.Double[0, 1]).SampleAsync(async (file, share) =>
        {
            var (name, bytes) = files[file];
            if (await Received(name, bytes[..(int)(share * bytes.Length)]) is { } read)
            {
                Mapped.Entities(read.Records).AssertValid();
            }
        }, iter: 400);
    }

    [Fact]
    public Task A_file_with_changed_bytes_never_ends_otherwise()
    {
        var files = Files.Value;
        return Gen.Select(Gen.Int[0, files.Length - 1], Gen.Select(Gen.Int[0, 1_000_000], Gen.Byte).Array[1, 8]).SampleAsync(async (file, changes) =>
        {
            var (name, bytes) = files[file];
            var changed = bytes.ToArray();
            foreach (var (at, value) in changes)
            {
                changed[at % changed.Length] = value;
            }

            if (await Received(name, changed) is { } read)
            {
                Mapped.Entities(read.Records, mangled: true).AssertValid();
            }
        }, iter: 1_000);
    }

    [Fact]
    public Task Random_bytes_are_refused_for_good() =>
        Gen.Byte.Array[0, 300].SampleAsync(async bytes => { await Received("random.bin", bytes); }, iter: 500);

    [Theory]
    [InlineData("a.xml", "<testsuite name='s'><testcase name='a'/><testcase name='b'>", "Line 1")]
    [InlineData("a.xml", "<testsuites><testsuite name='s'><testcase name='a'/></testsuite>\n<testsuite name='t'><testcase name='b'/>", "Line 2")]
    [InlineData("a.json", """[{"keyword":"Feature","name":"F","elements":[{"keyword":"Scenario","name":"S","steps":[]}]},""" + "\n{\"keyword\"", "line 2")]
    public async Task What_stands_before_the_break_is_kept_and_the_place_is_told(string name, string text, string place)
    {
        var result = await Opened.Receive(name, text);
        var fault = Assert.Single(result.Faults);
        Assert.Contains(place, fault.Reason, StringComparison.Ordinal);
        Assert.Equal(text, Encoding.UTF8.GetString(fault.Payload.Span));
        var entities = Mapped.Entities(result.Records);
        entities.AssertValid();
        Assert.NotEmpty(entities.Of("test-case-result"));
    }

    [Fact]
    public async Task A_suite_that_breaks_off_ends_in_an_error_with_the_tests_it_had()
    {
        var result = await Opened.Receive("a.xml", "<testsuite name='s'><testcase name='a'/><testcase");
        var run = Assert.Single(Mapped.Entities(result.Records).Of("test-run"));
        Assert.Equal(("error", 1), (run["outcome"]!.GetValue<string>(), run["counts"]!["total"]!.GetValue<int>()));
        Assert.Contains("'a.xml' is broken", run["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("   \n ", "is empty")]
    [InlineData("<testsuite", "Line 1")]
    [InlineData("<html><body/></html>", "root is the element 'html'")]
    [InlineData("{\"name\":\"x\"}", "begins with")]
    [InlineData("ok  \tgithub.com/x/y\t0.1s\n", "begins with")]
    [InlineData("<?xml version='1.0' encoding='klingon'?><testsuite/>", "'klingon'")]
    public async Task What_cannot_be_read_at_all_is_refused_with_the_reason(string text, string reason)
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Opened.Receive("a.txt", text));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_format_is_told_which_are_known()
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Opened.Receive("a.xml", "<html/>"));
        Assert.All(["JUnit", "TRX", "NUnit", "Cucumber", "TAP", "Allure", "CTest", "Robot"], f => Assert.Contains(f, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_outside_the_file_is_opened()
    {
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, "s3cret", TestContext.Current.CancellationToken);
        var text = $"<!DOCTYPE testsuite [<!ENTITY x SYSTEM \"file://{secret}\">]><testsuite name='s'><testcase name='a'><failure>&x;</failure></testcase></testsuite>";
        var told = await Record.ExceptionAsync(() => Opened.Receive("a.xml", text)) is ConnectorException fault ? fault.Message : await Rendered(text);
        File.Delete(secret);
        Assert.DoesNotContain("s3cret", told, StringComparison.Ordinal);
        Assert.Contains("entity", told, StringComparison.OrdinalIgnoreCase);

        static async Task<string> Rendered(string text)
        {
            var result = await Opened.Receive("a.xml", text);
            return string.Join("\n", result.Records.Select(r => Encoding.UTF8.GetString(r.Json.Span)).Concat(result.Faults.Select(f => f.Reason)));
        }
    }

    [Fact]
    public async Task A_document_type_that_stands_elsewhere_is_not_fetched_and_harms_nothing()
    {
        var result = await Opened.Receive("a.xml", "<!DOCTYPE testsuite SYSTEM \"http://127.0.0.1:1/junit.dtd\"><testsuite name='s'><testcase name='a'/></testsuite>");
        Assert.Empty(result.Faults);
        Assert.Single(result.Records);
    }

    [Fact]
    public async Task Entities_that_multiply_are_stopped()
    {
        var entities = string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY e{i} \"{string.Concat(Enumerable.Repeat($"&e{i - 1};", 10))}\">"));
        var text = $"<!DOCTYPE t [<!ENTITY e0 \"lol\">{entities}]><testsuite name='s'><testcase name='a'/><testcase name='b'><failure>&e9;</failure></testcase></testsuite>";
        var result = await Opened.Receive("a.xml", text);
        Assert.Contains("Line 1", Assert.Single(result.Faults).Reason, StringComparison.Ordinal);
        Assert.Single(Mapped.Entities(result.Records).Of("test-case-result"));
    }

    [Theory]
    [InlineData("a.xml", "<testsuite name='s'>", "<x>", 100_000)]
    [InlineData("a.xml", "", "<testsuite name='s'>", 10_000)]
    [InlineData("a.json", "[{\"keyword\":\"Feature\",\"x\":", "[", 10_000)]
    public async Task Nesting_without_end_is_refused(string name, string before, string nested, int times)
    {
        var text = before + string.Concat(Enumerable.Repeat(nested, times));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Opened.Receive(name, text));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_in_the_declared_encoding_are_told_with_their_place()
    {
        byte[] bytes = [.. "<?xml version='1.0' encoding='UTF-8'?>\n<testsuite name='s'><testcase name='Gr"u8, 0xFC, 0xDF, .. "e'/></testsuite>"u8];
        var result = await Opened.Receive("a.xml", bytes);
        Assert.Contains("line 2", Assert.Single(result.Faults).Reason, StringComparison.Ordinal);
        Assert.Equal("Gr\uFFFD\uFFFDe", Assert.Single(Mapped.Entities(result.Records).Of("test-case"))["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Two_things_wrong_with_one_file_are_told_together_since_a_dead_letter_is_known_by_its_payload()
    {
        byte[] bytes = [.. "<testsuite name='s'><testcase name='a&#x2;b'/><testcase name='"u8, 0xFC, .. "'/></testsuite>"u8];
        var fault = Assert.Single((await Opened.Receive("a.xml", bytes)).Faults);
        Assert.Contains("U+0002 at line 1", fault.Reason, StringComparison.Ordinal);
        Assert.Contains("encoding", fault.Reason, StringComparison.Ordinal);
        Assert.Equal(bytes, fault.Payload.ToArray());
    }

    [Fact]
    public async Task Comments_that_never_end_do_not_hold_the_folder_up()
    {
        var folder = Directory.CreateTempSubdirectory("plutora-results-").FullName;
        var file = Path.Combine(folder, "a.xml");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("<!--", 100_000)), TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await using var instance = Opened.Instance(new() { ["folders"] = new System.Text.Json.Nodes.JsonArray(folder) });
        var faults = 0;
        await foreach (var page in instance.ReadAsync(new() { Stream = "suite" }, TestContext.Current.CancellationToken))
        {
            faults += page.Faults.Count;
        }

        Directory.Delete(folder, recursive: true);
        Assert.Equal(1, faults);
    }

    [Theory]
    [InlineData("ISO-8859-1")]
    [InlineData("windows-1252")]
    [InlineData("UTF-16")]
    [InlineData("utf-8")]
    public async Task Encodings_are_read_as_declared(string encoding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = $"<?xml version=\"1.0\" encoding=\"{encoding}\"?><testsuite name=\"s\"><testcase name=\"Größe\"/></testsuite>";
        var form = Encoding.GetEncoding(encoding);
        var result = await Opened.Receive("a.xml", form.GetPreamble().Concat(form.GetBytes(text)).ToArray());
        Assert.Empty(result.Faults);
        Assert.Equal("Größe", Assert.Single(Mapped.Entities(result.Records).Of("test-case"))["name"]!.GetValue<string>());
    }
}
