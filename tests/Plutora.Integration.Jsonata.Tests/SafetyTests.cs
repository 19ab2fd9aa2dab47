using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Jsonata.Tests;

/// <summary>Whatever comes, an evaluation ends, with an error that says why, and the process lives.</summary>
public sealed class SafetyTests
{
    private const string Nested = "$reduce([1..100000], function($a, $b) { [[$a]] }, 1)", Doubled = "$reduce([1..60], function($a, $b) { [[$a], [$a]] }, 1)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("($f := function($x) { 1 + $f($x) }; $f(1))")]
    [InlineData("($f := function($x) { $f($x) }; $f(1))")]
    [InlineData("($f := function() { $map([1], $f) }; $f())")]
    [InlineData("($f := function($x) { $eval('$f(1)') }; $f(1))")]
    [InlineData("($s := function($n) { $sort([2, 1], function($a, $b) { $s($n) }) }; $s(1))")]
    public void Recursion_without_end_ends_with_the_references_code(string expression) => Assert.Equal("U1001", Error(expression).Code);

    [Fact]
    public void Recursion_may_be_deeper_than_a_threads_stack()
    {
        var options = new JsonataOptions { Limits = new() { MaxDepth = 1_000_000 } };
        var sum = JsonataExpression.Compile("($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(50000))", options);
        Assert.Equal(50_000, sum.Evaluate(JsonataInput.Undefined, null, Cancellation).AsDouble());
    }

    [Theory]
    [InlineData("(", 100_000, "1")]
    [InlineData("[", 100_000, "1")]
    [InlineData("-", 100_000, "1")]
    [InlineData("1 + ", 100_000, "1")]
    [InlineData("a.", 100_000, "b")]
    [InlineData("true ? ", 100_000, "1")]
    [InlineData("function(){", 100_000, "1")]
    public void A_deep_expression_is_refused(string part, int times, string end) =>
        Assert.Equal("U1001", Assert.Throws<JsonataException>(() => JsonataExpression.Compile(string.Concat(Enumerable.Repeat(part, times)) + end)).Code);

    [Fact]
    public void An_expression_that_stands_for_a_huge_one_is_refused() => Assert.Equal(
        "U1001",
        Assert.Throws<JsonataException>(() => JsonataExpression.Compile(string.Concat(Enumerable.Repeat("(", 40)) + "a" + string.Concat(Enumerable.Repeat(" ?: 1)", 40)))).Code);

    [Theory]
    [InlineData("a")]
    [InlineData("$")]
    [InlineData("missing")]
    public void A_deep_input_is_refused(string expression)
    {
        var deep = Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 100_000) + new string(']', 100_000) + ",\"a\":1}");
        Assert.ThrowsAny<JsonException>(() => JsonataExpression.Compile(expression).Evaluate(deep, null, Cancellation));
    }

    [Theory]
    [InlineData("$string(" + Nested + ")")]
    [InlineData(Nested + " = " + Nested)]
    [InlineData("$boolean(" + Nested + ")")]
    [InlineData("$clone(" + Nested + ")")]
    [InlineData("$keys(" + Nested + ")")]
    [InlineData("(" + Nested + ").**")]
    [InlineData("{'a': " + Nested + "}.*")]
    [InlineData("$string(" + Doubled + ")")]
    [InlineData(Doubled + " = " + Doubled)]
    [InlineData("$clone(" + Doubled + ")")]
    [InlineData("(" + Doubled + ").**")]
    [InlineData("$boolean(" + Doubled + ")")]
    [InlineData("$keys(" + Doubled + ")")]
    public void A_value_that_is_deep_or_many_times_itself_ends_an_evaluation_at_a_bound(string expression)
    {
        // Deep values may also be within the bounds: then there is a result.
        if (Record.Exception(() => Evaluate(expression)) is { } failure)
        {
            Assert.StartsWith("U100", Assert.IsType<JsonataException>(failure).Code, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_written_is_bounded_too()
    {
        var doubled = Evaluate(Doubled);
        Assert.Equal("U1002", Assert.Throws<JsonataException>(doubled.ToJson).Code);
        using var writer = new Utf8JsonWriter(new Discarding());
        Assert.Equal("U1002", Assert.Throws<JsonataException>(() => doubled.WriteTo(writer)).Code);
    }

    [Theory]
    [InlineData("$reduce([1..60], function($a, $b) { $a & $a }, 'x')")]
    [InlineData("$pad('', 1000000000)")]
    [InlineData("[1..10000000].[1..10000000]")]
    [InlineData("$map([1..10000000], function($v) { [1..100000] })")]
    [InlineData("$join($map([1..10000], function($v) { $pad('', 100000) }))")]
    [InlineData("$formatInteger(1e300, 'I')")]
    public void What_an_evaluation_makes_is_bounded(string expression) => Assert.StartsWith("U100", Error(expression).Code, StringComparison.Ordinal);

    [Fact]
    public void A_pattern_that_backtracks_for_ever_elsewhere_is_matched_at_once() =>
        Assert.False(Evaluate($"$contains('{new string('a', 50_000)}b', /^(a+)+$/)").AsBoolean());

    [Fact]
    public void A_pattern_that_must_backtrack_ends_after_its_time()
    {
        var options = new JsonataOptions { Limits = new() { RegexTimeout = TimeSpan.FromMilliseconds(50) } };
        var expression = JsonataExpression.Compile($"$contains('{new string('a', 50)}b', /^(?=a)(a+)+$/)", options);
        Assert.Equal("U1001", Assert.Throws<JsonataException>(() => expression.Evaluate(JsonataInput.Undefined, null, Cancellation)).Code);
    }

    [Fact]
    public void A_cancelled_evaluation_ends()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var endless = JsonataExpression.Compile("($f := function($x) { $f($x) }; $f(1))", new() { Limits = new() { MaxSteps = long.MaxValue, MaxTime = TimeSpan.MaxValue } });
        Assert.Throws<OperationCanceledException>(() => endless.Evaluate(JsonataInput.Undefined, null, source.Token));
    }

    [Fact]
    public void One_expression_is_evaluated_by_many_threads()
    {
        var expression = JsonataExpression.Compile("($s := $sum(items.(p * q)); (items^(>p).n ~> $join('-')) & $s)");
        var input = Encoding.UTF8.GetBytes("""{"items":[{"n":"a","p":1,"q":2},{"n":"b","p":3,"q":4}]}""");
        Parallel.For(0, 2_000, _ => Assert.Equal("b-a14", expression.Evaluate(input, null, Cancellation).AsString()));
    }

    private static JsonataException Error(string expression) => Assert.Throws<JsonataException>(() => Evaluate(expression));

    private static JsonataValue Evaluate(string expression) => JsonataExpression.Compile(expression).Evaluate(JsonataInput.Undefined, null, Cancellation);

    private sealed class Discarding : IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[1 << 20];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
