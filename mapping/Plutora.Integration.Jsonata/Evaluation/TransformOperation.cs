using Plutora.Integration.Jsonata.Functions;
using Plutora.Integration.Jsonata.Syntax;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary><c>| pattern | update, delete |</c>: a function that copies a value and changes the copy.</summary>
internal sealed class TransformOperation(Operation pattern, Operation update, Operation? delete, int position) : Operation(position)
{
    private static readonly Signature Takes = Signature.Parse("<(oa):o>");

    public Operation Pattern { get; } = pattern;

    public Operation Update { get; } = update;

    public Operation? Delete { get; } = delete;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        run.Hold();
        return new(new NativeFunction("", Takes, 1, (arguments, call) => Transform(arguments[0], frame, call.Run)));
    }

    private JsonataValue Transform(JsonataValue value, Frame frame, Run run)
    {
        if (value.IsUndefined)
        {
            return default;
        }

        if (frame.Lookup("clone").Function is not { } clone)
        {
            throw Faults.At("T2013", Position);
        }

        var copy = Calls.Apply(clone, [value], new(run, JsonataValue.Null, frame));

        // Only what was copied is changed: a pattern may also reach values that others hold.
        var own = new HashSet<ObjectValue>(ReferenceEqualityComparer.Instance);
        Own(copy, own, run);
        var matches = Pattern.Evaluate(copy, frame, run);
        foreach (var match in matches.Array is { } array ? array.Items.ToArray() : matches.IsUndefined ? [] : [matches])
        {
            Change(match, own, frame, run);
        }

        return copy;
    }

    private void Change(JsonataValue match, HashSet<ObjectValue> own, Frame frame, Run run)
    {
        var target = match.Object is { } found && own.Contains(found) ? found : null;
        var update = Update.Evaluate(match, frame, run);
        if (!update.IsUndefined)
        {
            var members = update.Object ?? throw Faults.At("T2011", Update.Position, null, update);
            for (var index = 0; index < members.Count; index++)
            {
                target?.Set(members.Names[index], members.Values[index]);
            }
        }

        var deletions = Delete?.Evaluate(match, frame, run) ?? default;
        if (deletions.IsUndefined)
        {
            return;
        }

        foreach (var name in deletions.Array is { } names ? names.Items : [deletions])
        {
            target?.Remove(name.IsString ? name.AsString() : throw Faults.At("T2012", Delete!.Position, null, deletions));
        }
    }

    private static void Own(JsonataValue value, HashSet<ObjectValue> own, Run run)
    {
        run.Step();
        Access.EnsureStack();
        if (value.Object is { } members)
        {
            own.Add(members);
        }

        foreach (var child in Access.Children(value))
        {
            Own(child, own, run);
        }
    }
}
