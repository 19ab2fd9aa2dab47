namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>Checks arguments against a signature: each parameter takes none, one or several of them, the earlier ones as many as they can.</summary>
internal sealed partial class Signature
{
    /// <summary>The arguments as the function takes them: the context where it stands in, single values as arrays where arrays are due.</summary>
    public JsonataValue[] Check(JsonataValue[] arguments, JsonataValue context)
    {
        if (IsPlain(arguments))
        {
            return arguments;
        }

        Span<char> symbols = arguments.Length <= 64 ? stackalloc char[arguments.Length] : new char[arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            symbols[index] = SymbolOf(arguments[index]);
        }

        Span<int> taken = stackalloc int[_parameters.Length];
        if (!Match(symbols, 0, 0, taken))
        {
            throw Mismatch(arguments, symbols);
        }

        var given = new List<JsonataValue>(_parameters.Length);
        var at = 0;
        for (var index = 0; index < _parameters.Length; index++)
        {
            var parameter = _parameters[index];
            if (taken[index] > 0)
            {
                for (var count = 0; count < taken[index]; count++, at++)
                {
                    given.Add(parameter.Type == "a" ? AsArray(parameter, At(arguments, at), at, taken[index]) : At(arguments, at));
                }
            }
            else if (parameter.Context)
            {
                given.Add(parameter.Takes(SymbolOf(context)) ? context : throw Faults.Argument("T0411", at + 1, context));
            }
            else
            {
                // As in the reference: a parameter that is left out takes the next argument nonetheless, and so do all behind it.
                given.Add(At(arguments, at));
                at++;
            }
        }

        return [.. given];
    }

    private static JsonataValue At(JsonataValue[] arguments, int at) => at < arguments.Length ? arguments[at] : default;

    /// <summary>The usual case: each parameter has its argument, and none is an array to be looked into.</summary>
    private bool IsPlain(JsonataValue[] arguments)
    {
        if (arguments.Length != _parameters.Length)
        {
            return false;
        }

        for (var index = 0; index < arguments.Length; index++)
        {
            var parameter = _parameters[index];
            var symbol = SymbolOf(arguments[index]);
            if (!parameter.Takes(symbol) || (parameter.Type == "a" && (symbol is not 'a' || parameter.ItemType is not null)))
            {
                return false;
            }
        }

        return true;
    }

    private bool Match(ReadOnlySpan<char> symbols, int at, int index, Span<int> taken)
    {
        if (index == _parameters.Length)
        {
            return at == symbols.Length;
        }

        var parameter = _parameters[index];
        var least = parameter.Optional ? 0 : 1;
        var most = 0;
        while (most < (parameter.Repeated ? symbols.Length : 1) && at + most < symbols.Length && parameter.Takes(symbols[at + most]))
        {
            most++;
        }

        for (var count = most; count >= least; count--)
        {
            taken[index] = count;
            if (Match(symbols, at + count, index + 1, taken))
            {
                return true;
            }
        }

        return false;
    }

    private static JsonataValue AsArray(SignatureParameter parameter, JsonataValue argument, int at, int taken)
    {
        if (argument.IsUndefined)
        {
            return argument;
        }

        var array = argument.Array;
        if (parameter.ItemType is { } itemType)
        {
            // One character stands for what was matched: as in the reference, several arguments never equal the type of one.
            var fits = array is null ? taken == 1 && itemType.Length == 1 && SymbolOf(argument) == itemType[0] : HasItems(array, itemType);
            if (!fits)
            {
                throw Faults.Argument("T0412", at + 1, argument, PluralOf(itemType));
            }
        }

        return array is null ? new JsonataValue(new Values.ArrayValue(argument)) : argument;
    }

    private static bool HasItems(Values.ArrayValue array, string itemType)
    {
        foreach (var item in array.Items)
        {
            if (itemType.Length == 0 || SymbolOf(item) != itemType[0])
            {
                return false;
            }
        }

        return true;
    }

    private JsonataException Mismatch(JsonataValue[] arguments, ReadOnlySpan<char> symbols)
    {
        var good = 0;
        Span<int> taken = stackalloc int[_parameters.Length];
        for (var count = 1; count <= _parameters.Length; count++)
        {
            if (LongestPrefix(symbols, count, taken) is not { } length)
            {
                break;
            }

            good = length;
        }

        return Faults.Argument("T0410", good + 1, At(arguments, good));
    }

    /// <summary>How many arguments the first parameters take, or null when they take none of the beginnings.</summary>
    private int? LongestPrefix(ReadOnlySpan<char> symbols, int parameters, Span<int> taken)
    {
        var first = new Signature([.. _parameters.Take(parameters)]);
        for (var length = symbols.Length; length >= 0; length--)
        {
            if (first.Match(symbols[..length], 0, 0, taken[..parameters]))
            {
                return length;
            }
        }

        return null;
    }

    private static char SymbolOf(JsonataValue value) => value.Kind switch
    {
        JsonataKind.String => 's',
        JsonataKind.Number => 'n',
        JsonataKind.Boolean => 'b',
        JsonataKind.Null => 'l',
        JsonataKind.Array => 'a',
        JsonataKind.Object => 'o',
        JsonataKind.Function => 'f',
        _ => 'm',
    };

    private static string? PluralOf(string itemType) => itemType switch
    {
        "a" => "arrays",
        "b" => "booleans",
        "f" => "functions",
        "n" => "numbers",
        "o" => "objects",
        "s" => "strings",
        _ => null,
    };
}
