namespace Plutora.Integration.Jsonata.Tests.Readme;

/// <summary>The README's code, line by line.</summary>
internal static class ReadmeExamples
{
    public static double Evaluate()
    {
        var expression = JsonataExpression.Compile("$sum(items.(price * quantity))");
        JsonataValue total = expression.Evaluate("""{"items":[{"price":2.5,"quantity":4},{"price":1,"quantity":3}]}"""u8.ToArray());
        Console.WriteLine(total.AsDouble()); // 13
        return total.AsDouble();
    }

    public static (string Login, string Id, bool IsThere) Share()
    {
        var input = JsonataInput.Parse("""{"user":{"login":"ada","id":9007199254740993},"labels":[{"name":"bug"}]}"""u8.ToArray());
        string login = JsonataExpression.Compile("user.login").Evaluate(input).AsString();
        string id = JsonataExpression.Compile("user.id").Evaluate(input).ToJson(); // 9007199254740993, not …992
        bool isThere = !JsonataExpression.Compile("user.email").Evaluate(input).IsUndefined; // false: the path leads nowhere
        return (login, id, isThere);
    }

    public static string[] ReadOnce()
    {
        JsonataExpression[] fields = [JsonataExpression.Compile("user.login"), JsonataExpression.Compile("labels.name"), JsonataExpression.Compile("state = 'open'")];
        JsonataReader reader = JsonataReader.For(fields);
        JsonataInput record = reader.Read("""{"user":{"login":"ada","bio":"…"},"labels":[{"name":"bug","color":"f00"}],"state":"open"}"""u8.ToArray());
        string[] values = [.. fields.Select(field => field.Evaluate(record).ToJson())]; // "ada", "bug", true
        return values;
    }

    public static string Extend()
    {
        var options = new JsonataOptions
        {
            Functions = [new JsonataFunction("greet", "<s-:s>", (arguments, context) => JsonataValue.From($"Hello {arguments[0].AsString()}"))],
        };
        var greeting = JsonataExpression.Compile("$greet(name) & $mark", options);
        var bindings = new JsonataBindings { State = "anything your functions need" }.Set("mark", JsonataValue.From("!"));
        string text = greeting.Evaluate("""{"name":"Ada"}"""u8.ToArray(), bindings).AsString(); // Hello Ada!
        return text;
    }

    public static void Fail(Action<string> report)
    {
        try
        {
            JsonataExpression.Compile("price * 'two'").Evaluate("""{"price":2}"""u8.ToArray());
        }
        catch (JsonataException error)
        {
            report($"{error.Code} at {error.Position}: {error.Message}"); // T2002 at 7: The right side of the "*" operator must evaluate to a number
        }
    }
}
