using Plutora.Integration.Jsonata.Functions;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>A row of <c>&amp;</c>: all parts are put together at once.</summary>
internal sealed class ConcatOperation(Operation[] parts, int[] positions, int position) : Operation(position)
{
    public IReadOnlyList<Operation> Parts => parts;

    /// <summary>Two operands, the left of which may be a row itself.</summary>
    public static ConcatOperation Of(Operation left, Operation right, int position) => left is ConcatOperation { Predicates.Length: 0, Group: null, KeepArray: false } row
        ? new([.. row.Parts, right], [.. row.Positions, position], position)
        : new([left, right], [position, position], position);

    private int[] Positions => positions;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        var texts = new string[parts.Length];
        var first = parts[0].Evaluate(input, frame, run);
        var length = 0L;
        for (var index = 1; index < parts.Length; index++)
        {
            var part = parts[index].Evaluate(input, frame, run);
            if (index == 1)
            {
                length += (texts[0] = TextOf(first, positions[0], run)).Length;
            }

            length += (texts[index] = TextOf(part, positions[index], run)).Length;
        }

        run.Make(length);
        return JsonataValue.From(string.Concat(texts));
    }

    private static string TextOf(JsonataValue value, int position, Run run)
    {
        try
        {
            return Texts.Of(value, run);
        }
        catch (JsonataException error) when (error.PassesOperator(position, "&"))
        {
            throw;
        }
    }
}
