using System.Diagnostics.CodeAnalysis;

namespace Plutora.Integration.Hub.Runtime.Records.Privacy;

/// <summary>
/// Leads to values of a record: names of members with dots between them, <c>[]</c> behind one for every item of its list, <c>**</c> for any depth, none included.
/// <c>author.email</c>, <c>commits[].author.email</c>, <c>**.email</c>. A record that is itself a list begins with <c>[]</c>. Names are compared exactly and hold no dot.
/// </summary>
public sealed class PrivacyPath
{
    /// <summary>Most steps that a path may have.</summary>
    public const int MostSteps = 60;

    private readonly Step[] _steps;

    private PrivacyPath(Step[] steps) => _steps = steps;

    internal int Length => _steps.Length;

    /// <summary>Reads a path.</summary>
    /// <param name="text">The path as written.</param>
    /// <param name="path">The path, or null.</param>
    /// <param name="fault">One sentence what is wrong, or null.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PrivacyPath? path, [NotNullWhen(false)] out string? fault)
    {
        (path, fault) = (null, null);
        var steps = new List<Step>();
        foreach (var segment in (text ?? "").Split('.'))
        {
            var name = segment;
            var items = 0;
            for (; name.EndsWith("[]", StringComparison.Ordinal); items++)
            {
                name = name[..^2];
            }

            if (segment.Length == 0 || name.Contains('[', StringComparison.Ordinal) || name.Contains(']', StringComparison.Ordinal) || name.Contains('*', StringComparison.Ordinal) && segment != "**")
            {
                fault = $"Path '{text}' cannot be read at '{segment}': write member names with dots between them, '[]' behind a name for every item of its list, '**' for any depth, such as commits[].author.email.";
                return false;
            }

            if (name.Length > 0)
            {
                steps.Add(segment == "**" ? new(StepKind.AnyDepth, "") : new(StepKind.Member, name));
            }

            steps.AddRange(Enumerable.Repeat(new Step(StepKind.Item, ""), items));
        }

        fault = steps[^1].Kind == StepKind.AnyDepth ? $"Path '{text}' ends with '**', which would be the whole record: name a member behind it."
            : steps.Count > MostSteps ? $"Path '{text}' has {steps.Count} steps; at most {MostSteps} are possible."
            : null;
        path = fault is null ? new([.. steps]) : null;
        return path is not null;
    }

    // Places are bits: bit i says that the first i steps led here. A step of any depth may be left out.
    internal ulong Start => Close(1);

    internal ulong ToMember(ulong at, string name) => Advance(at, step => step.Kind == StepKind.Member && step.Name == name);

    internal ulong ToItem(ulong at) => Advance(at, step => step.Kind == StepKind.Item);

    internal bool IsEnd(ulong at) => (at >> Length & 1) == 1;

    private ulong Advance(ulong at, Func<Step, bool> takes)
    {
        ulong next = 0;
        for (var i = 0; i < Length; i++)
        {
            if ((at >> i & 1) == 1)
            {
                next |= _steps[i].Kind == StepKind.AnyDepth ? 1UL << i : takes(_steps[i]) ? 1UL << (i + 1) : 0;
            }
        }

        return Close(next);
    }

    private ulong Close(ulong at)
    {
        for (var i = 0; i < Length; i++)
        {
            if ((at >> i & 1) == 1 && _steps[i].Kind == StepKind.AnyDepth)
            {
                at |= 1UL << (i + 1);
            }
        }

        return at;
    }

    private enum StepKind
    {
        Member,
        Item,
        AnyDepth,
    }

    private readonly record struct Step(StepKind Kind, string Name);
}
