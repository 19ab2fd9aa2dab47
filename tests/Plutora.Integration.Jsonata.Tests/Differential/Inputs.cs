using CsCheck;

namespace Plutora.Integration.Jsonata.Tests.Differential;

/// <summary>Generates inputs: records of one shape, with members missing here and there.</summary>
internal static class Inputs
{
    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Int[-20, 100].Select(number => $"{number}"),
        Gen.OneOf("0", "1.5", "-2.25", "0.1", "1234567.891", "1e3", "1e21", "5e-7", "9007199254740991", "99.995"));

    private static readonly Gen<string> Text = Gen.OneOf(
        "", "a", "b", "abc", "Hello World", "The quick brown fox", "foo bar  baz", "a,b,,c", "ab12cd345", "ÄÖ ß straße", "😀 smile 𝄞", "x-1_y.z", "2018-03-27",
        "10", "-3.5", "true", " padded ", "line\none", "UPPER lower", "a&b=c d/é").Select(text => JsonataValue.From(text).ToJson());

    private static readonly Gen<string> Value = Gen.OneOf(Number, Text, Gen.OneOf("true", "false", "null"));

    private static readonly Gen<string> Part = Members(("code", Text), ("w", Number), ("ok", Gen.OneOf("true", "false")));

    private static readonly Gen<string> Item = Members(
        ("id", Number), ("name", Text), ("price", Number), ("qty", Gen.Int[0, 5].Select(n => $"{n}")), ("tags", List(Text, 3)), ("sub", Members(("k", Number), ("name", Text))),
        ("parts", List(Part, 3)), ("color", Gen.OneOf("\"red\"", "\"blue\"", "\"green\"")));

    /// <summary>A record as JSON.</summary>
    public static Gen<string> Record { get; } = Members(
        ("name", Text), ("text", Text), ("n", Number), ("m", Number), ("flag", Gen.OneOf("true", "false")), ("none", Gen.Const("null")),
        ("tags", List(Text, 4)), ("nums", List(Number, 5)), ("items", List(Item, 4)), ("one", Item), ("obj", Members(("b", Value), ("a", Number), ("1", Text), ("0", Value))),
        ("when", Gen.OneOf("\"2018-03-27T13:45:10.123Z\"", "\"2020-02-29\"", "\"1999-12-31T23:59:59Z\"")), ("ms", Gen.Long[0, 2_000_000_000_000].Select(n => $"{n}")),
        ("empty", Gen.Const("[]")), ("nested", Gen.OneOf("[[1,2],[3]]", "[[\"a\"],[],[[1]]]", "[1,[2,[3,4]]]")), ("quoted name", Text));

    private static Gen<string> List(Gen<string> item, int most) => item.List[0, most].Select(items => $"[{string.Join(',', items)}]");

    /// <summary>An object most of whose members are there.</summary>
    private static Gen<string> Members(params (string Name, Gen<string> Value)[] members)
    {
        var gens = members.Select(member => Gen.Frequency(
            (9, member.Value.Select(value => $"{JsonataValue.From(member.Name).ToJson()}:{value}")),
            (1, Gen.Const("")))).ToArray();
        return gens.Aggregate(Gen.Const(""), (all, next) => Gen.Select(all, next, (a, b) => a.Length == 0 ? b : b.Length == 0 ? a : $"{a},{b}")).Select(all => $"{{{all}}}");
    }
}
