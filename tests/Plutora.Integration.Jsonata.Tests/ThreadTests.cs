using System.Text;

namespace Plutora.Integration.Jsonata.Tests;

/// <summary>A compiled expression belongs to no thread.</summary>
public sealed class ThreadTests
{
    private const int Rounds = 1_000_000;

    [Fact]
    public async Task Threads_that_evaluate_one_expression_over_objects_of_different_order_find_each_its_own_member()
    {
        var expression = JsonataExpression.Compile("a.b");
        string[] records = ["""{"a":{"b":"right","c":"wrong"}}""", """{"a":{"c":"wrong","b":"right"}}""", """{"d":0,"a":{"c":"wrong","d":"wrong","b":"right"},"b":"wrong"}"""];
        var wrong = await Task.WhenAll(records.Select(record => Task.Run(() =>
        {
            var input = JsonataInput.Parse(Encoding.UTF8.GetBytes(record));
            return Enumerable.Range(0, Rounds).Count(_ => expression.Evaluate(input).AsString() != "right");
        })));
        Assert.Equal([0, 0, 0], wrong);
    }
}
