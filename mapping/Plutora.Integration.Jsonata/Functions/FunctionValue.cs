using Plutora.Integration.Jsonata.Evaluation;
using Plutora.Integration.Jsonata.Syntax;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Where a function is called: the evaluation, the context, the variables around the call.</summary>
internal readonly record struct Call(Run Run, JsonataValue Input, Frame Frame);

/// <summary>A function as a value.</summary>
internal abstract class FunctionValue(Signature? signature)
{
    public Signature? Signature { get; } = signature;

    /// <summary>Number of parameters: higher-order functions pass no more than these.</summary>
    public abstract int Arity { get; }

    /// <summary>Applies the function to arguments that its signature has checked.</summary>
    public abstract JsonataValue Invoke(JsonataValue[] arguments, Call call);
}

/// <summary>What a function of the language or the host does.</summary>
internal delegate JsonataValue Implementation(JsonataValue[] arguments, Call call);

/// <summary>A function of the language or the host.</summary>
internal sealed class NativeFunction(string name, Signature? signature, int arity, Implementation implementation) : FunctionValue(signature)
{
    public string Name { get; } = name;

    public override int Arity => arity;

    public override JsonataValue Invoke(JsonataValue[] arguments, Call call) => implementation(arguments, call);
}

/// <summary>A lambda with the context and the variables where it stands.</summary>
internal sealed class LambdaFunction(string[] parameters, Operation body, JsonataValue input, Frame frame, Signature? signature) : FunctionValue(signature)
{
    public override int Arity => parameters.Length;

    public override JsonataValue Invoke(JsonataValue[] arguments, Call call)
    {
        var values = new JsonataValue[parameters.Length];
        Array.Copy(arguments, values, Math.Min(arguments.Length, values.Length));
        return body.Evaluate(input, new Frame(frame, parameters, values), call.Run);
    }
}

/// <summary>A call in tail position, to be made by whoever called the function that ends with it.</summary>
internal sealed class Thunk(CallOperation operation, JsonataValue input, Frame frame) : FunctionValue(null)
{
    public override int Arity => 0;

    public CallOperation Operation => operation;

    public JsonataValue Input => input;

    public Frame Frame => frame;

    public override JsonataValue Invoke(JsonataValue[] arguments, Call call) => operation.Evaluate(input, frame, call.Run);
}

/// <summary>A function some of whose arguments are given already; null stands for one that is not.</summary>
internal sealed class PartialFunction(FunctionValue function, JsonataValue?[] given) : FunctionValue(null)
{
    public override int Arity => given.Count(argument => argument is null);

    public override JsonataValue Invoke(JsonataValue[] arguments, Call call)
    {
        var all = new JsonataValue[given.Length];
        var next = 0;
        for (var index = 0; index < given.Length; index++)
        {
            all[index] = given[index] ?? (next < arguments.Length ? arguments[next++] : default);
        }

        // As in the reference a lambda's signature is not looked at any more; that of the language's own functions is, since they rely on it.
        return function is NativeFunction { Signature: { } signature }
            ? function.Invoke(signature.Check(all, call.Input), call)
            : function.Invoke(all, call);
    }
}

/// <summary>Calls functions.</summary>
internal static class Calls
{
    /// <summary>Applies a function, and then the calls in tail position that it ends with.</summary>
    public static JsonataValue Apply(FunctionValue function, JsonataValue[] arguments, Call call, int position = 0, string? token = null)
    {
        var result = call.Run.EnterCall()
            ? Through(function, arguments, call, position, token)
            : OnFreshStack(function, arguments, call, position, token);
        call.Run.LeaveCall();
        return result;
    }

    private static JsonataValue OnFreshStack(FunctionValue function, JsonataValue[] arguments, Call call, int position, string? token) =>
        FreshStack.Run(() => Through(function, arguments, call, position, token));

    private static JsonataValue Through(FunctionValue function, JsonataValue[] arguments, Call call, int position, string? token)
    {
        var result = Once(function, arguments, call, position, token);
        while (result.Reference is Thunk thunk)
        {
            call.Run.Step();
            var operation = thunk.Operation;
            if (operation.Procedure.Evaluate(thunk.Input, thunk.Frame, call.Run).Function is not { } next)
            {
                throw Faults.At("T1006", operation.Procedure.Position, operation.Name);
            }

            var values = operation.EvaluateArguments(thunk.Input, thunk.Frame, call.Run);
            result = Once(next, values, call, operation.Procedure.Position, operation.IsVariable ? operation.Name : null);
        }

        return result;
    }

    private static JsonataValue Once(FunctionValue function, JsonataValue[] arguments, Call call, int position, string? token)
    {
        try
        {
            return function.Invoke(function.Signature is null ? arguments : function.Signature.Check(arguments, call.Input), call);
        }
        catch (JsonataException error) when (error.PassesCall(position, token))
        {
            throw;
        }
    }
}
