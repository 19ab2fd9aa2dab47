using Plutora.Integration.Jsonata.Projection;

namespace Plutora.Integration.Jsonata;

/// <summary>Parts of a document that expressions may be evaluated over: the whole, or what an expression yields.</summary>
public sealed class JsonataPlace
{
    internal JsonataPlace(Need[] needs) => Needs = needs;

    internal Need[] Needs { get; }
}

/// <summary>Gathers what expressions look at, where some are evaluated over the results of others.</summary>
public sealed class JsonataReaderBuilder
{
    private readonly Need _root = new();
    private readonly string[] _documentVariables;
    private int _maxDepth = 1;

    /// <summary>Begins to gather.</summary>
    /// <param name="documentVariables">Variables, without the dollar sign, that are bound to the whole document.</param>
    public JsonataReaderBuilder(params string[] documentVariables)
    {
        ArgumentNullException.ThrowIfNull(documentVariables);
        _documentVariables = documentVariables;
        Document = new JsonataPlace([_root]);
    }

    /// <summary>The document.</summary>
    public JsonataPlace Document { get; }

    /// <summary>Adds an expression whose result is used as it is.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="over">What it is evaluated over; the document when null.</param>
    public void Add(JsonataExpression expression, JsonataPlace? over = null) => Note(expression, over, whole: true);

    /// <summary>Adds an expression whose result, or each item of it, others are evaluated over.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="over">What it is evaluated over; the document when null.</param>
    public JsonataPlace AddSource(JsonataExpression expression, JsonataPlace? over = null) => new(Note(expression, over, whole: false));

    /// <summary>The reader of all that was added.</summary>
    public JsonataReader Build() => new(_root, _maxDepth);

    private Need[] Note(JsonataExpression expression, JsonataPlace? over, bool whole)
    {
        ArgumentNullException.ThrowIfNull(expression);
        _maxDepth = Math.Max(_maxDepth, expression.Options.Limits.MaxInputDepth);
        return NeedAnalysis.Note(expression.Root, (over ?? Document).Needs, _documentVariables.Select(name => (name, _root)), whole);
    }
}
