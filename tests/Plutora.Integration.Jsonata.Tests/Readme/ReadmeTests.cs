using System.Text.RegularExpressions;

namespace Plutora.Integration.Jsonata.Tests.Readme;

/// <summary>The README's code is code that runs here, line by line.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string File = System.IO.File.ReadAllText(Path.Combine(Shared.Root, "mapping", "Plutora.Integration.Jsonata", "README.md"));

    [Fact]
    public void Every_line_of_the_readmes_code_runs_in_these_tests()
    {
        var source = Lines(System.IO.File.ReadAllText(Path.Combine(Shared.Root, "tests", "Plutora.Integration.Jsonata.Tests", "Readme", "ReadmeExamples.cs")));
        var blocks = Blocks().Matches(File).Select(block => string.Join('\n', Lines(block.Groups[1].Value))).ToList();
        Assert.True(blocks.Count >= 5);
        Assert.All(blocks, block => Assert.Contains(block, string.Join('\n', source), StringComparison.Ordinal));
    }

    [Fact]
    public void The_examples_give_what_the_readme_says()
    {
        Assert.Equal(13, ReadmeExamples.Evaluate());
        Assert.Equal(("ada", "9007199254740993", false), ReadmeExamples.Share());
        Assert.Equal(["\"ada\"", "\"bug\"", "true"], ReadmeExamples.ReadOnce());
        Assert.Equal("Hello Ada!", ReadmeExamples.Extend());
    }

    [Fact]
    public void An_error_says_what_and_where()
    {
        var said = "";
        ReadmeExamples.Fail(text => said = text);
        Assert.Equal("T2002 at 7: The right side of the \"*\" operator must evaluate to a number", said);
    }

    [Theory]
    [InlineData("(function($x){ $map($x, $uppercase) })([\"a\"])", "\"A\"")]
    [InlineData("$count($match(\"abc\", /b/) ?? 1)", "1")]
    [InlineData("$count(?)(\"abc\")", "1")]
    [InlineData("$string(?, true)({\"a\":1})", "\"{\\n  \\\"a\\\": 1\\n}\"")]
    [InlineData("($x := {\"a\":1}; {} ~> |$x|{\"b\":2}|; $x)", "{\"a\":1}")]
    [InlineData("$fromMillis(0, \"[H]:[m][Z]\", \"-0530\")", "\"18:30-05:30\"")]
    [InlineData("$formatInteger(6, \"#:##,##0\")", "\"6\"")]
    [InlineData("$parseInteger(\"1:234\", \"0:000\")", "1234")]
    [InlineData("$formatBase(1e21, 36)", "\"5v1j4f4ds79m9s\"")]
    [InlineData("[{\"a\":1,\"b\":2},{\"a\":0,\"b\":3}].$@$x^(a){$string(a): b}", "{\"0\":3,\"1\":2}")]
    [InlineData("$toMillis(\"2018-02-01T10:00:00\")", "1517479200000")]
    [InlineData("$toMillis(\"2018.5\")", "null")]
    [InlineData("9007199254740993 = 9007199254740992", "false")]
    [InlineData("$formatNumber(1/0, \"0.00e0\")", "\"NaN.00e0\"")]
    public void Defects_of_the_reference_are_not_here(string expression, string expected) =>
        Assert.Equal(expected, JsonataExpression.Compile(expression).Evaluate(JsonataInput.Undefined, null, TestContext.Current.CancellationToken).ToJson());

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Blocks();
}
