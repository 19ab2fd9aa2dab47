using Plutora.Integration.Jsonata.Functions;
using Plutora.Integration.Jsonata.Syntax;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>A call, <c>$f(…)</c>.</summary>
internal sealed class CallOperation(Operation procedure, Operation[] arguments, int position) : Operation(position)
{
    public Operation Procedure { get; } = procedure;

    public IReadOnlyList<Operation> Arguments => arguments;

    public bool IsVariable => Procedure is VariableOperation;

    /// <summary>The name that is called, for errors.</summary>
    public string? Name { get; } = NameOf(procedure);

    /// <summary>The function, where the name can mean nothing else.</summary>
    public FunctionValue? Known { get; init; }

    public static string? NameOf(Operation procedure) => procedure switch
    {
        VariableOperation variable => variable.Name,
        PathOperation { Steps: [{ Operation: NameOperation name }, ..] } => name.Name,
        LiteralOperation literal => literal.Text,
        _ => null,
    };

    /// <summary>Calls with a first argument from the left side of <c>~&gt;</c>, or without one.</summary>
    public JsonataValue Call(JsonataValue input, Frame frame, Run run, JsonataValue? first)
    {
        try
        {
            if (first is null && Known is not null && arguments.Length == 1 && ReferenceEquals(Known, Catalog.Exists) && !run.Hides(Name!))
            {
                return Exists(arguments[0].Evaluate(input, frame, run), run);
            }

            var function = Known is not null && !run.Hides(Name!) ? Known : Procedure.Evaluate(input, frame, run).Function;
            if (function is null && Procedure is PathOperation && !frame.Lookup(Name ?? "").IsUndefined)
            {
                throw Faults.At("T1005", Position, Name);
            }

            var values = EvaluateArguments(input, frame, run, first);
            return function is null
                ? throw Faults.Of("T1006")
                : Calls.Apply(function, values, new(run, input, frame), Position, Name);
        }
        catch (JsonataException error) when (error.PassesFunction(Position, Name))
        {
            throw;
        }
    }

    public JsonataValue[] EvaluateArguments(JsonataValue input, Frame frame, Run run, JsonataValue? first = null)
    {
        var values = new JsonataValue[arguments.Length + (first is null ? 0 : 1)];
        var at = 0;
        if (first is { } given)
        {
            values[at++] = given;
        }

        foreach (var argument in arguments)
        {
            values[at++] = argument.Evaluate(input, frame, run);
        }

        return values;
    }

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run) => Call(input, frame, run, null);

    /// <summary>Whether there is a value: what mappings ask of most members, so that it needs no array of arguments. It counts as the call that it is.</summary>
    private static JsonataValue Exists(JsonataValue value, Run run)
    {
        run.EnterCall();
        run.LeaveCall();
        return JsonataValue.From(!value.IsUndefined);
    }
}

/// <summary>A call with some arguments left open, <c>$f(?, 2)</c>: a function of those.</summary>
internal sealed class PartialOperation(Operation procedure, Operation?[] arguments, int position) : Operation(position)
{
    public Operation Procedure { get; } = procedure;

    public IEnumerable<Operation> Arguments => arguments.OfType<Operation>();

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        var given = new JsonataValue?[arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            given[index] = arguments[index]?.Evaluate(input, frame, run);
        }

        var name = CallOperation.NameOf(Procedure);
        return Procedure.Evaluate(input, frame, run).Function is { } function ? new(new PartialFunction(function, given))
            : throw Faults.At(Procedure is PathOperation && !frame.Lookup(name ?? "").IsUndefined ? "T1007" : "T1008", Position, name);
    }
}

/// <summary>A lambda; or, in tail position of one, a call to be made later.</summary>
internal sealed class LambdaOperation(string[] parameters, Operation body, Signature? signature, bool isThunk, int position) : Operation(position)
{
    public IReadOnlyList<string> Parameters => parameters;

    public Operation Body { get; } = body;

    public bool IsThunk => isThunk;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        if (isThunk)
        {
            return new(new Thunk((CallOperation)Body, input, frame));
        }

        run.Hold();
        return new(new LambdaFunction(parameters, Body, input, frame, signature));
    }
}

/// <summary><c>~&gt;</c>: the left side as the first argument of the right, or two functions as one.</summary>
internal sealed class ApplyOperation(Operation left, Operation right, int position) : Operation(position)
{
    public Operation Left { get; } = left;

    public Operation Right { get; } = right;

    protected override JsonataValue Execute(JsonataValue input, Frame frame, Run run)
    {
        var left = Left.Evaluate(input, frame, run);
        if (Right is CallOperation call)
        {
            return call.Call(input, frame, run, left);
        }

        var right = Right.Evaluate(input, frame, run);
        if (right.Function is not { } second)
        {
            throw Faults.At("T2006", Position, "~>", right);
        }

        if (left.Function is { } first)
        {
            return new(new NativeFunction("", null, 1, (arguments, at) => Chain(first, second, arguments, at)));
        }

        try
        {
            return Calls.Apply(second, [left], new(run, JsonataValue.Null, frame));
        }
        catch (JsonataException error) when (error.PassesFunction(Position, "~>"))
        {
            throw;
        }
    }

    /// <summary>What the first gives is an argument of the second, as if the call stood there; their context is null, wherever they are called.</summary>
    private static JsonataValue Chain(FunctionValue first, FunctionValue second, JsonataValue[] arguments, Call at)
    {
        var apart = new Call(at.Run, JsonataValue.Null, at.Frame);
        return Calls.Apply(second, [SequenceOfOne(Calls.Apply(first, [arguments.Length > 0 ? arguments[0] : default], apart))], apart);
    }
}
