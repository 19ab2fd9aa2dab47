using System.Collections.Frozen;
using Plutora.Integration.Jsonata.Evaluation;
using Plutora.Integration.Jsonata.Functions;

namespace Plutora.Integration.Jsonata.Projection;

/// <summary>Operators and calls: what they compute comes from no place, but they may need all of their operands.</summary>
internal sealed partial class NeedAnalysis
{
    /// <summary>Functions that look at no more than what kind of value an argument is, how many items it has, or whether it is true.</summary>
    private static readonly FrozenSet<string> Shallow = FrozenSet.ToFrozenSet(["exists", "type", "count", "boolean", "not"]);

    private Need[] VisitComputed(Operation operation, Need[] input)
    {
        switch (operation)
        {
            case ObjectOperation value:
                VisitGroup(value.Pairs, input);
                return None;
            case ArithmeticOperation or ComparisonOperation or RangeOperation or IncludesOperation:
                var binary = (BinaryOperation)operation;
                Visit(binary.Left, input);
                Visit(binary.Right, input);
                return None;
            case EqualityOperation { Left: LiteralOperation } or EqualityOperation { Right: LiteralOperation }:
                // What is equal to a text or number is one itself.
                Visit(((EqualityOperation)operation).Left, input);
                Visit(((EqualityOperation)operation).Right, input);
                return None;
            case BinaryOperation both:
                Use(Visit(both.Left, input));
                Use(Visit(both.Right, input));
                return None;
            case ConcatOperation concat:
                UseAll(concat.Parts, input);
                return None;
            case LogicOperation logic:
                Visit(logic.Left, input);
                Visit(logic.Right, input);
                return None;
            case NegateOperation negate:
                Visit(negate.Operand, input);
                return None;
            case CallOperation call:
                return VisitCall(call, input, given: 0);
            case ApplyOperation apply:
                return VisitApply(apply, input);
            case PartialOperation partial:
                UseAll(partial.Arguments, input);
                return UseUnknown(Visit(partial.Procedure, input), input);
            case LambdaOperation lambda:
                Use(Visit(lambda.Body, input));
                return None;
            case TransformOperation transform:
                // It works on a copy, which is whole.
                Use(Visit(transform.Pattern, None));
                Use(Visit(transform.Update, None));
                return transform.Delete is null ? None : UseUnknown(Visit(transform.Delete, None), None);
            default:
                return UseUnknown(None, input);
        }
    }

    private Need[] VisitCall(CallOperation call, Need[] input, int given)
    {
        if (call.Known is not NativeFunction known)
        {
            UseAll(call.Arguments, input);
            var procedure = Visit(call.Procedure, input);
            return call.Procedure is LambdaOperation ? None : UseUnknown(procedure, input);
        }

        if (known.Name == BoundNames.Any)
        {
            return UseUnknown(Variable(known.Name, input), input);
        }

        if (known.Signature?.MayLookIntoContext(call.Arguments.Count + given) == true)
        {
            Use(input);
        }

        if (Shallow.Contains(known.Name))
        {
            foreach (var argument in call.Arguments)
            {
                Visit(argument, input);
            }

            return None;
        }

        if (known.Name == "append")
        {
            return call.Arguments.Aggregate(None, (all, argument) => Union(all, Visit(argument, input)));
        }

        // What a function gives back of its arguments is whole.
        UseAll(call.Arguments, input);
        return None;
    }

    private Need[] VisitApply(ApplyOperation apply, Need[] input)
    {
        Use(Visit(apply.Left, input));
        return apply.Right is CallOperation call ? VisitCall(call, input, given: 1) : UseUnknown(Visit(apply.Right, input), None);
    }

    private void UseAll(IEnumerable<Operation> operations, Need[] input)
    {
        foreach (var operation in operations)
        {
            Use(Visit(operation, input));
        }
    }

    private static Need[] UseUnknown(Need[] places, Need[] input)
    {
        Use(places);
        Use(input);
        return None;
    }
}
