using CsCheck;

namespace Plutora.Integration.Mapping.Tests;

public sealed class PlaceTests
{
    private static readonly string[] Operands = ["a", "n", "t", "`two words`", "\"y\"", "'z'", "\"it's\"", "12", "x.y[0]"];

    private static readonly Gen<string> Operand = Gen.Int[0, Operands.Length - 1].Select(index => Operands[index]);

    private static readonly Gen<(string Yaml, int Offset)> Document =
        from operands in Operand.Array[1, 6]
        from style in Gen.Int[0, 3]
        select Write(string.Join(" & ", operands) + " & )", style);

    [Fact]
    public void The_place_of_an_error_is_that_of_the_token_however_the_expression_is_written()
        => Document.Sample(written =>
        {
            var fault = Assert.Single(MappingCompiler.Compile(written.Yaml, "base.yaml").Faults);
            var before = written.Yaml[..written.Offset];
            Assert.Equal((before.Count('\n') + 1, before.Length - before.LastIndexOf('\n')), (fault.Line, fault.Column));
        });

    private static (string Yaml, int Offset) Write(string expression, int style)
    {
        var written = style switch
        {
            0 => $"'{expression.Replace("'", "''", StringComparison.Ordinal)}'",
            1 => $"\"{expression.Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            2 => $"|\n    {expression}",
            _ => $">-\n    {expression.Replace(" & ", "\n    & ", StringComparison.Ordinal)}",
        };
        var yaml = $"{Documents.Commit}  message: {written}\n";
        return (yaml, yaml.LastIndexOf(')'));
    }
}
