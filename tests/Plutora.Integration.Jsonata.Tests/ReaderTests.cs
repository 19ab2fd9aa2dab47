using System.Text;

namespace Plutora.Integration.Jsonata.Tests;

/// <summary>One reader over documents that differ.</summary>
public sealed class ReaderTests
{
    [Fact]
    public void Each_document_keeps_its_own_members_in_its_own_order_whichever_was_read_before_it()
    {
        JsonataExpression[] looked = [JsonataExpression.Compile("[item.a, item.b, item.c]"), JsonataExpression.Compile("$keys(item)")];
        var reader = JsonataReader.For([.. looked, JsonataExpression.Compile("item")]);
        var narrow = JsonataReader.For(looked[0]);
        var documents = new[] { """{"a":1,"b":2}""", """{"a":3,"b":4,"c":5}""", """{"b":6}""", """{"c":7,"b":8,"a":9}""", """{"a":1,"a":2,"b":3}""", """{}""", """{"a":0,"c":1}""" };

        // All are read before any is looked at.
        var read = documents.Concat(documents.Reverse()).Select(item => (item, Whole: Read(reader, item), Narrow: Read(narrow, item))).ToList();

        foreach (var (item, whole, few) in read)
        {
            var alone = JsonataInput.Parse(Document(item));
            Assert.All(looked, expression => Assert.Equal(Evaluate(expression, alone), Evaluate(expression, whole)));
            Assert.Equal(Evaluate(looked[0], alone), Evaluate(looked[0], few));
            Assert.Equal(alone.Value["item"].Members.Select(member => member.Key), few.Value["item"].Members.Select(member => member.Key));
        }
    }

    private static JsonataInput Read(JsonataReader reader, string item) => reader.Read(Document(item));

    private static string Evaluate(JsonataExpression expression, JsonataInput input) => expression.Evaluate(input, null, TestContext.Current.CancellationToken).ToJson();

    private static byte[] Document(string item) => Encoding.UTF8.GetBytes($$"""{"item":{{item}}}""");
}
