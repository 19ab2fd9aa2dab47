using CsCheck;

namespace Plutora.Integration.Jsonata.Tests.Differential;

/// <summary>A generated expression, and the operators in it.</summary>
internal sealed record GeneratedProgram(string Text, IReadOnlyList<string> Operators);

/// <summary>Generates expressions that mostly fit together.</summary>
internal static class Programs
{
    private const int Depth = 4;

    private static readonly Dictionary<(char Context, char Type, int Depth), Gen<GeneratedProgram>> Known = [];

    public static Gen<GeneratedProgram> Any { get; } = Gen.Frequency(
        (2, Of('r', 'N', Depth)), (2, Of('r', 'S', Depth)), (1, Of('r', 'B', Depth)), (3, Of('r', 'A', Depth)), (2, Of('r', 'O', Depth)), (1, Of('r', 'X', Depth))).Where(program => !KnownDefects.EndsTheReference(program.Text));

    private static Gen<GeneratedProgram> Of(char context, char type, int depth)
    {
        if (!Known.TryGetValue((context, type, depth), out var gen))
        {
            Known[(context, type, depth)] = gen = depth == 0 ? Leaf(context, type) : Gen.Frequency((1, Leaf(context, type)), (depth >= 3 ? 9 : 2, Form(context, type, depth)));
        }

        return gen;
    }

    private static Gen<GeneratedProgram> Leaf(char context, char type)
    {
        var forms = Templates.Leaves.FirstOrDefault(leaf => leaf.Context == context && leaf.Type == type).Forms
            ?? (type == 'F' ? ["$string", "$uppercase", "function($x) { $x }"] : Templates.Leaves.First(leaf => leaf.Type == type).Forms);
        return Gen.OneOf(forms).Select(form => new GeneratedProgram(form, []));
    }

    private static Gen<GeneratedProgram> Form(char context, char type, int depth) =>
        Gen.OneOf([.. Templates.All.Where(template => template.Type == type).Select(template => Fill(template.Form, template.Operators, context, depth))]);

    private static Gen<GeneratedProgram> Fill(string form, string operators, char context, int depth)
    {
        var pieces = new List<Gen<GeneratedProgram>>();
        var start = 0;
        for (var at = form.IndexOf('{', StringComparison.Ordinal); at >= 0; at = form.IndexOf('{', at + 1))
        {
            var end = form.IndexOf('}', at);
            if (end - at is > 1 and <= 3 && char.IsAsciiLetterUpper(form[at + 1] is 'i' or 'n' ? form[at + 2] : form[at + 1]) && form[(at + 1)..end].All(char.IsAsciiLetter))
            {
                pieces.Add(Gen.Const(new GeneratedProgram(form[start..at], [])));
                pieces.Add(Hole(form[(at + 1)..end], context, depth - 1));
                start = end + 1;
            }
        }

        pieces.Add(Gen.Const(new GeneratedProgram(form[start..], operators.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        return pieces.Aggregate((all, next) => Gen.Select(all, next, (a, b) => new GeneratedProgram(a.Text + b.Text, [.. a.Operators, .. b.Operators])));
    }

    private static Gen<GeneratedProgram> Hole(string hole, char context, int depth) => hole switch
    {
        "R" => Const(Templates.Patterns),
        "PN" => Const(Templates.NumberPictures),
        "PI" => Const(Templates.IntegerPictures),
        "PD" => Const(Templates.DatePictures),
        "I" => Gen.Int[-2, 8].Select(number => new GeneratedProgram(number < 0 ? $"({number})" : $"{number}", [])),
        [var inner, var type] => Of(inner, type, depth),
        [var type] => Gen.Frequency((14, Of(context, type, depth)), (1, Of(context, 'X', depth))),
        _ => throw new ArgumentException($"There is no hole '{hole}'.", nameof(hole)),
    };

    private static Gen<GeneratedProgram> Const(string[] forms) => Gen.OneOf(forms).Select(form => new GeneratedProgram(form, []));
}
