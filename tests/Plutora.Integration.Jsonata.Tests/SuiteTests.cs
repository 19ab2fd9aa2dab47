using System.Text.Json;

namespace Plutora.Integration.Jsonata.Tests;

/// <summary>The reference's own cases, where they lie beside the project.</summary>
public sealed class SuiteTests
{
    public static TheoryData<string> Names => OfficialSuite.Cases.Count == 0 ? [OfficialSuite.Absent] : [.. OfficialSuite.Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_of_the_official_suite_gives_its_result(string name)
    {
        Assert.SkipWhen(name == OfficialSuite.Absent, "../shared/jsonata-suite is not here");
        var official = OfficialSuite.Cases[name];
        if (official.ExpectedCode is { } code)
        {
            var error = Assert.Throws<JsonataException>(() => Evaluate(official));
            Assert.Equal(code, error.Code);
            Assert.True(official.Token is null || error.Token == official.Token, $"token '{error.Token}' instead of '{official.Token}'");
            if (official.Error.ValueKind == JsonValueKind.Object && official.Error.TryGetProperty("message", out var message))
            {
                Assert.Equal(message.GetString(), error.Message);
            }

            return;
        }

        var result = Evaluate(official);
        if (official.UndefinedResult)
        {
            Assert.True(result.IsUndefined, result.ToJson());
            return;
        }

        var expected = JsonataValue.From(official.Result);
        Assert.True(Comparison.Same(expected, result, official.Unordered), $"{result.ToJson()} instead of {expected.ToJson()}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_read_of_the_bytes_is_all_that_a_case_of_the_suite_looks_at(string name)
    {
        Assert.SkipWhen(name == OfficialSuite.Absent, "../shared/jsonata-suite is not here");
        var official = OfficialSuite.Cases[name];
        if (official.Dataset is null || official.ExpectedCode is not null || official.Expr.Contains("$random", StringComparison.Ordinal) || official.Expr.Contains("$shuffle", StringComparison.Ordinal))
        {
            return;
        }

        var bytes = OfficialSuite.Dataset(official.Dataset);
        var expression = JsonataExpression.Compile(official.Expr);
        var (whole, read) = (expression.Evaluate(JsonataInput.Parse(bytes), official.ToBindings(), Cancellation), expression.Evaluate(bytes, official.ToBindings(), Cancellation));
        Assert.True(Comparison.Same(whole, read), $"{read.ToJson()} instead of {whole.ToJson()}");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static JsonataValue Evaluate(OfficialCase official)
    {
        var input = official.Dataset is null ? JsonataInput.From(official.Data)
            : JsonataInput.Parse(OfficialSuite.Dataset(official.Dataset));
        return JsonataExpression.Compile(official.Expr).Evaluate(input, official.ToBindings(), Cancellation);
    }
}
