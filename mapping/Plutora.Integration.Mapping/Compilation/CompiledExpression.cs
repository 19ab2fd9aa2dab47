using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>An expression of a document, ready to run, that knows which member it fills and where it stands.</summary>
internal sealed class CompiledExpression(JsonataExpression expression, YamlScalar scalar, string member)
{
    /// <summary>The member of the document, for example <c>set.author</c> or <c>mentions[0].key</c>.</summary>
    public string Member { get; } = member;

    /// <summary>The expression as written.</summary>
    public string Text => scalar.Value;

    /// <summary>The piece of YAML that it was read from.</summary>
    public YamlScalar Scalar => scalar;

    /// <summary>The expression itself.</summary>
    public JsonataExpression Expression => expression;

    public JsonataValue Evaluate(JsonataInput input, JsonataBindings bindings, CancellationToken cancellationToken)
    {
        try
        {
            return expression.Evaluate(input, bindings, cancellationToken);
        }
        catch (JsonataException failed)
        {
            throw failed.InnerException is FunctionFault fault
                ? Failure(fault.Message, failed)
                : Failure(Describe(failed), failed, failed.Start);
        }
        catch (FunctionFault fault)
        {
            throw Failure(fault.Message, fault);
        }
    }

    /// <summary>The engine's error in words: the reference's code, then its sentence.</summary>
    public static string Describe(JsonataException error)
    {
        var sentence = error.Message.TrimEnd('.');
        return sentence.StartsWith(error.Code, StringComparison.Ordinal) ? sentence : $"{error.Code} {sentence}";
    }

    /// <summary>Why the record cannot be mapped, with this expression's member and place.</summary>
    public MappingException Failure(string reason, Exception? cause = null, int? offset = null)
    {
        var place = offset is { } inside ? scalar.Span.PlaceOf(scalar.Value, inside) : scalar.Place;
        return new MappingException($"{Member} at {place}: {reason.TrimEnd('.')}.", cause)
        {
            Member = Member,
            File = place.File,
            Line = place.Line,
            Column = place.Column,
        };
    }
}
