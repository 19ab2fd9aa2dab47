using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Jsonata.Tests;

/// <summary>The reference's own cases, where they lie beside the project.</summary>
public sealed class SuiteTests
{
    private const string Absent = "(none)";

    private static readonly string Folder = Path.Combine(Shared.Root, "..", "shared", "jsonata-suite");
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<Dictionary<string, OfficialCase>> Cases = new(Read);

    public static TheoryData<string> Names => Cases.Value.Count == 0 ? [Absent] : [.. Cases.Value.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_of_the_official_suite_gives_its_result(string name)
    {
        Assert.SkipWhen(name == Absent, "../shared/jsonata-suite is not here");
        var official = Cases.Value[name];
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
        Assert.SkipWhen(name == Absent, "../shared/jsonata-suite is not here");
        var official = Cases.Value[name];
        if (official.Dataset is null || official.ExpectedCode is not null || official.Expr.Contains("$random", StringComparison.Ordinal) || official.Expr.Contains("$shuffle", StringComparison.Ordinal))
        {
            return;
        }

        var bytes = File.ReadAllBytes(Path.Combine(Folder, "datasets", official.Dataset + ".json"));
        var expression = JsonataExpression.Compile(official.Expr);
        var (whole, read) = (expression.Evaluate(JsonataInput.Parse(bytes), Bindings(official), Cancellation), expression.Evaluate(bytes, Bindings(official), Cancellation));
        Assert.True(Comparison.Same(whole, read), $"{read.ToJson()} instead of {whole.ToJson()}");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static JsonataValue Evaluate(OfficialCase official)
    {
        var input = official.Dataset is null ? JsonataInput.From(official.Data)
            : JsonataInput.Parse(File.ReadAllBytes(Path.Combine(Folder, "datasets", official.Dataset + ".json")));
        return JsonataExpression.Compile(official.Expr).Evaluate(input, Bindings(official), Cancellation);
    }

    private static JsonataBindings Bindings(OfficialCase official)
    {
        var bindings = new JsonataBindings();
        foreach (var (name, value) in JsonataValue.From(official.Bindings).Members)
        {
            bindings.Set(name, value);
        }

        return bindings;
    }

    private static Dictionary<string, OfficialCase> Read()
    {
        var file = Path.Combine(Folder, "cases.jsonl");
        var lines = File.Exists(file) ? File.ReadLines(file, Encoding.UTF8) : [];
        return lines.Select((line, index) => (Case: Parse(line), Index: index)).ToDictionary(entry => $"{entry.Case.Group}/{entry.Case.Name} ({entry.Index + 1})", entry => entry.Case);
    }

    /// <summary>Expressions may hold surrogates that stand alone, which only the engine's own reader takes.</summary>
    private static OfficialCase Parse(string line)
    {
        var whole = JsonataInput.Parse(Encoding.UTF8.GetBytes(line)).Value;
        var expression = whole["expr"].AsString();
        var rest = JsonataValue.From(whole.Members.Where(member => member.Key is not ("expr" or "error") || !line.Contains(@"\ud800", StringComparison.OrdinalIgnoreCase)));
        var official = JsonSerializer.Deserialize<OfficialCase>(JsonataValue.From(rest.Members.Where(m => m.Key != "expr").Append(new("expr", JsonataValue.From("")))).ToJson(), Reading)!;
        return official with { Expr = expression, Code = official.Code ?? (whole["error"]["code"].AsString() is { Length: > 0 } code ? code : null) };
    }
}
