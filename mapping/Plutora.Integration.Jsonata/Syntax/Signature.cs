namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>One parameter of a signature: the symbols it takes, how many, and whether the context stands in for it.</summary>
/// <param name="Type">The symbol of its type, or a choice in parentheses.</param>
/// <param name="Symbols">Symbols of the types that it takes; <c>m</c> stands for a missing argument.</param>
internal sealed record SignatureParameter(string Type, string Symbols)
{
    public bool Context { get; init; }

    public bool Optional { get; init; }

    public bool Repeated { get; init; }

    public string? ItemType { get; init; }

    public bool Takes(char symbol) => Symbols.Contains(symbol, StringComparison.Ordinal);
}

/// <summary>A function's signature, such as <c>&lt;s-nn?:s&gt;</c>; it checks and completes arguments.</summary>
internal sealed partial class Signature
{
    private const string Any = "asnblfom";

    private readonly SignatureParameter[] _parameters;

    private Signature(List<SignatureParameter> parameters) => _parameters = [.. parameters];

    /// <summary>Number of parameters.</summary>
    public int Count => _parameters.Length;

    /// <summary>
    /// Whether with so many arguments the context may stand in for one, and be an array or object. A context that is to be a text or number is looked
    /// at, but never into.
    /// </summary>
    public bool MayLookIntoContext(int arguments)
    {
        if (Array.Find(_parameters, parameter => parameter.Context) is not { } context || !(context.Takes('o') || context.Takes('a')))
        {
            return false;
        }

        var required = _parameters.Count(parameter => !parameter.Optional);
        return arguments <= required || (context.Symbols != Any && arguments < Count);
    }

    /// <summary>Parses a signature.</summary>
    /// <param name="text">The signature with its angle brackets.</param>
    /// <param name="position">Where it stands in the expression.</param>
    public static Signature Parse(string text, int position = 0)
    {
        var parameters = new List<SignatureParameter>();
        for (var at = 1; at < text.Length && text[at] != ':'; at++)
        {
            var last = parameters.Count - 1;
            switch (text[at])
            {
                case 's' or 'n' or 'b' or 'l' or 'o':
                    parameters.Add(new(text[at].ToString(), text[at] + "m"));
                    break;
                case 'a' or 'x':
                    parameters.Add(new(text[at].ToString(), Any));
                    break;
                case 'j':
                    parameters.Add(new("j", "asnblom"));
                    break;
                case 'f':
                    parameters.Add(new("f", "f"));
                    break;
                case '-' when last >= 0:
                    parameters[last] = parameters[last] with { Context = true, Optional = true };
                    break;
                case '?' when last >= 0:
                    parameters[last] = parameters[last] with { Optional = true };
                    break;
                case '+' when last >= 0:
                    parameters[last] = parameters[last] with { Repeated = true };
                    break;
                case '(':
                    var close = Closing(text, at, '(', ')');
                    var choice = text[(at + 1)..close];
                    parameters.Add(choice.Contains('<', StringComparison.Ordinal)
                        ? throw Faults.At("S0402", position + at, null, JsonataValue.From(choice))
                        : new($"({choice})", choice + "m"));
                    at = close;
                    break;
                case '<' when last >= 0 && parameters[last].Type is "a" or "f":
                    var end = Closing(text, at, '<', '>');
                    parameters[last] = parameters[last] with { ItemType = text[(at + 1)..end] };
                    at = end;
                    break;
                case '<':
                    throw Faults.At("S0401", position + at, null, JsonataValue.From(last >= 0 ? parameters[last].Type : null));
            }
        }

        return new Signature(parameters);
    }

    private static int Closing(string text, int open, char opening, char closing)
    {
        var depth = 1;
        var at = open + 1;
        for (; at < text.Length; at++)
        {
            depth += text[at] == opening ? 1 : text[at] == closing ? -1 : 0;
            if (depth == 0)
            {
                return at;
            }
        }

        return text.Length;
    }
}
