using System.Text;

namespace Plutora.Integration.Jsonata.Tests;

public sealed class LanguageTests
{
    private const string Order = """{"id":9007199254740993,"user":{"login":"Ada"},"items":[{"n":"a","q":2,"p":3},{"n":"b","q":1,"p":5}],"none":null}""";

    [Theory]
    [InlineData("user.login", "\"Ada\"")]
    [InlineData("items.n", "[\"a\",\"b\"]")]
    [InlineData("items[0].n", "\"a\"")]
    [InlineData("items[-1].n", "\"b\"")]
    [InlineData("items[q > 1].n", "\"a\"")]
    [InlineData("items[q > 1].n[]", "[\"a\"]")]
    [InlineData("$sum(items.(q * p))", "11")]
    [InlineData("items^(>p).n", "[\"b\",\"a\"]")]
    [InlineData("items{n: q}", "{\"a\":2,\"b\":1}")]
    [InlineData("$map(items, function($i) { $i.n & $i.q })", "[\"a2\",\"b1\"]")]
    [InlineData("($x := 3; $x + 1)", "4")]
    [InlineData("user.missing ? 1 : 2", "2")]
    [InlineData("missing ?? 'd'", "\"d\"")]
    [InlineData("[1..3]", "[1,2,3]")]
    [InlineData("\"a,b\" ~> $split(\",\") ~> $join(\"-\")", "\"a-b\"")]
    [InlineData("$replace('PROJ-12 x', /([A-Z]+)-(\\d+)/, '$2')", "\"12 x\"")]
    [InlineData("none", "null")]
    [InlineData("'a' in items.n and $not(false)", "true")]
    [InlineData("[$toMillis('2018-22'), $toMillis('2018-13-01'), $toMillis('2018-03+01:00'), $toMillis('2018-03-04.5'), $toMillis('2018-03Z')]", "[null,null,null,null,1519862400000]")]
    [InlineData("$toMillis('Mai 2018', '[MNn] [Y]') = $toMillis('2018', '[Y]')", "true")]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("$string(0.1 + 0.2)", "\"0.3\"")]
    [InlineData("[$spread(({}).nums[[0, 0]])]", "[]")]
    [InlineData("$split('a,b,c', ',', 4294967297)", "[\"a\"]")]
    [InlineData("[λ($a, $b)<s?n> { $a }(5), $exists(λ($a, $b)<s?n> { $b }(5))]", "[5,false]")]
    [InlineData("$match('aba', function($s) { {'start': 0, 'end': 1, 'groups': [], 'next': function() { missing }} })", "{\"index\":0,\"groups\":[]}")]
    public void An_expression_gives_the_references_result(string expression, string expected) => Assert.Equal(expected, Evaluate(expression).ToJson());

    [Fact]
    public void Now_is_by_the_clock_of_the_evaluation_where_it_has_one() =>
        Assert.Equal("2026-03-01T12:00:00.000Z", JsonataExpression.Compile("$now() = $fromMillis($millis()) ? $now()").Evaluate(JsonataInput.Undefined, new() { TimeProvider = new Noon() }, TestContext.Current.CancellationToken).AsString());

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    }

    [Fact]
    public void A_path_that_leads_nowhere_is_undefined() => Assert.True(Evaluate("user.missing.deeper").IsUndefined);

    [Theory]
    [InlineData("id", "9007199254740993")]
    [InlineData("$string(id)", "\"9007199254740993\"")]
    public void An_id_above_two_to_the_53_keeps_its_digits(string expression, string expected) => Assert.Equal(expected, Evaluate(expression).ToJson());

    [Theory]
    [InlineData("user.", "S0207")]
    [InlineData("\"open", "S0101")]
    [InlineData("1 + 'a'", "T2002")]
    [InlineData("$nope()", "T1006")]
    [InlineData("(1", "S0203")]
    [InlineData("$power(1, missing)", "D3061")]
    [InlineData("$match('abc', /b*/, 1)", "D1004")]
    [InlineData("$replace('abc', /^/, 'x', 1)", "D1004")]
    [InlineData("$split('abc', /x|/, 1)", "D1004")]
    public void A_fault_carries_the_references_code(string expression, string code) => Assert.Equal(code, Assert.Throws<JsonataException>(() => Evaluate(expression)).Code);

    [Fact]
    public void Runaway_recursion_ends_with_the_references_code() =>
        Assert.Equal("U1001", Assert.Throws<JsonataException>(() => Evaluate("($f := function($x) { 1 + $f($x) }; $f(1))")).Code);

    private static JsonataValue Evaluate(string expression) => JsonataExpression.Compile(expression).Evaluate(JsonataInput.Parse(Encoding.UTF8.GetBytes(Order)), null, TestContext.Current.CancellationToken);
}
