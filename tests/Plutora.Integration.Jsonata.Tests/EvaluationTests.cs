using System.Text;

namespace Plutora.Integration.Jsonata.Tests;

/// <summary>Evaluations of one thread come one after another, and none is to be seen in another.</summary>
public sealed class EvaluationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("function() { $$.a & $b }")]
    [InlineData("($c := $b; function() { $$.a & $c })")]
    [InlineData("{ \"f\": [function() { $$.a & $b }] }.f[0]")]
    [InlineData("$substringBefore(?, 'x') ~> function($t) { $$.a & $b }")]
    public void A_function_that_outlives_its_evaluation_keeps_what_it_saw(string text)
    {
        var function = Evaluate(text, """{"a":"first"}""", new JsonataBindings().Set("b", JsonataValue.From("1")));
        Assert.Equal("second2", Evaluate("a & $b", """{"a":"second"}""", new JsonataBindings().Set("b", JsonataValue.From("2"))).AsString());
        var bindings = new JsonataBindings().Set("f", function).Set("b", JsonataValue.From("3"));
        Assert.Equal("first1third3", Evaluate("$f('') & a & $b", """{"a":"third"}""", bindings).AsString());
    }

    [Fact]
    public void A_variable_of_one_evaluation_is_unknown_to_the_next()
    {
        Assert.Equal(1, Evaluate("$eval('$x := 1')", "{}").AsDouble());
        Assert.True(Evaluate("$x", "{}").IsUndefined);
        Assert.True(Evaluate("($eval('$x := 1'); 2) ? $x", "{}").IsUndefined);
        Assert.True(Evaluate("($f('$x := 1'); 2) ? $x", "{}", new JsonataBindings().Set("f", Evaluate("$eval", "{}"))).IsUndefined);
    }

    [Fact]
    public void A_function_of_the_host_may_evaluate_too_and_a_failed_evaluation_leaves_nothing()
    {
        var inner = JsonataExpression.Compile("$map([1, 2], function($n) { $n * k })");
        var options = new JsonataOptions
        {
            Functions = [new("inner", null, (arguments, _) => inner.Evaluate(Input($$"""{"k":{{arguments[0]}}}"""), null, Cancellation))],
        };
        var outer = JsonataExpression.Compile("$inner(k)[1] & $inner(k + 1)[1] & k", options);
        Assert.Equal("14167", outer.Evaluate(Input("""{"k":7}"""), null, Cancellation).AsString());
        Assert.Equal("T2001", Assert.Throws<JsonataException>(() => Evaluate("($y := 1; 'a' + $inner)", "{}")).Code);
        Assert.Equal("14167", outer.Evaluate(Input("""{"k":7}"""), null, Cancellation).AsString());
    }

    [Fact]
    public void Bindings_take_any_number_of_names_and_the_last_value_of_each()
    {
        var bindings = new JsonataBindings();
        for (var number = 0; number < 40; number++)
        {
            bindings.Set($"v{number % 20}", JsonataValue.From(number));
        }

        Assert.Equal("20 28 39", Evaluate("$v0 & ' ' & $v8 & ' ' & $v19 & $v20", "{}", bindings).AsString());
    }

    [Theory]
    [InlineData("[b, a, c]", """{"b":1,"a":2,"b":3}""", "[3,2]")]
    [InlineData("{ 'x': $.b, 'y': a, 'z': c }", """{"a":[{"k":2},{"k":1}],"b":{"k":0},"a":5}""", """{"x":{"k":0},"y":5}""")]
    [InlineData("items.($.b & $.a)", """{"items":[{"a":1,"b":2},{"b":3},{"b":4,"a":5},{}]}""", """["21","3","45",""]""")]
    [InlineData("[`1`, `0`, a, c]", """{"a":1,"1":2,"0":3,"1":4}""", "[4,3,1]")]
    public void A_member_is_found_wherever_it_stands_and_has_its_last_value(string expression, string input, string expected) =>
        Assert.Equal(expected, Evaluate(expression, input).ToJson());

    private static ReadOnlyMemory<byte> Input(string json) => Encoding.UTF8.GetBytes(json);

    private static JsonataValue Evaluate(string expression, string input, JsonataBindings? bindings = null) =>
        JsonataExpression.Compile(expression).Evaluate(Input(input), bindings, Cancellation);
}
