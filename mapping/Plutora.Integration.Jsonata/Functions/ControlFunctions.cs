using Plutora.Integration.Jsonata.Evaluation;
using Plutora.Integration.Jsonata.Syntax;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions about values as such, errors, and expressions in text.</summary>
internal static class ControlFunctions
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.OfDefined("boolean", "<x-:b>", 1, (arguments, call) => JsonataValue.From(Truth.Of(arguments[0], call.Run))),
        Native.OfDefined("not", "<x-:b>", 1, (arguments, call) => JsonataValue.From(!Truth.Of(arguments[0], call.Run))),
        Native.Of("exists", "<x:b>", 1, (arguments, _) => JsonataValue.From(!arguments[0].IsUndefined)),
        Native.OfDefined("type", "<x:s>", 1, (arguments, _) => JsonataValue.From(TypeOf(arguments[0]))),
        Native.Of("error", "<s?:x>", 1, (arguments, _) => throw Faults.Said("D3137", Said(arguments.At(0), "$error() function evaluated"))),
        Native.Of("assert", "<bs?:x>", 2, (arguments, _) =>
            arguments[0].AsBoolean() ? default : throw Faults.Said("D3141", Said(arguments.At(1), "$assert() statement failed"))),
        Native.Of("eval", "<sx?:x>", 2, Evaluate),
    ];

    private static string Said(JsonataValue message, string otherwise) => message.AsString() is { Length: > 0 } said ? said : otherwise;

    private static string TypeOf(JsonataValue value) => value.Kind switch
    {
        JsonataKind.Null => "null",
        JsonataKind.Number => Truth.IsNumber(value) ? "number" : "object",
        JsonataKind.String => "string",
        JsonataKind.Boolean => "boolean",
        JsonataKind.Array => "array",
        JsonataKind.Function => "function",
        _ => "object",
    };

    private static JsonataValue Evaluate(JsonataValue[] arguments, Call call)
    {
        var (text, focus) = (arguments.At(0), arguments.At(1));
        if (text.IsUndefined)
        {
            return default;
        }

        var input = focus.IsUndefined ? call.Input : focus;
        if (!focus.IsUndefined && focus.Array is { IsSequence: false })
        {
            input = new(new ArrayValue(focus) { IsSequence = true, IsOuterWrapper = true });
        }

        call.Run.Make(text.AsString().Length);
        Operation operation;
        try
        {
            operation = Compiler.Compile(Parser.Parse(text.AsString()), call.Run.Catalog);
        }
        catch (JsonataException error)
        {
            throw new JsonataException("D3120", error) { Value = JsonataValue.From(error.Message) };
        }

        try
        {
            return operation.Evaluate(input, call.Frame, call.Run);
        }
        catch (JsonataException error) when (error.Code is not ("U1001" or "U1002"))
        {
            throw new JsonataException("D3121", error) { Value = JsonataValue.From(error.Message) };
        }
    }
}
