using Plutora.Integration.Jsonata.Evaluation;

namespace Plutora.Integration.Jsonata.Projection;

/// <summary>
/// Finds what an expression can look at of its input, without evaluating it: it follows the places that each operation's value may come from. Where
/// it cannot tell, all of the value is needed. Variables are taken to hold whatever is bound to their name anywhere in the expression.
/// </summary>
internal sealed partial class NeedAnalysis
{
    private const int MostRounds = 8;

    private static readonly Need[] None = [];

    private readonly Need _root;
    private readonly Dictionary<string, HashSet<Need>> _variables = new(StringComparer.Ordinal);
    private bool _changed;

    private NeedAnalysis(Need root) => _root = root;

    /// <summary>Notes what an expression needs.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="inputs">The places that its input may come from.</param>
    /// <param name="variables">Bound variables that hold parts of the document.</param>
    /// <param name="whole">Whether all of the result is needed; false where other expressions go on with it.</param>
    /// <returns>The places that its result may come from.</returns>
    public static Need[] Note(Operation expression, Need[] inputs, IEnumerable<(string Name, Need Need)> variables, bool whole)
    {
        var analysis = new NeedAnalysis(inputs.Length == 1 ? inputs[0] : new Need());
        foreach (var (name, need) in variables)
        {
            analysis.Bind(name, [need]);
        }

        foreach (var input in inputs)
        {
            analysis.Bind("$", [input]);
        }

        // Uses may stand before what binds them, in lambdas and loops of recursion: once more, until nothing is new.
        Need[] result;
        var rounds = 0;
        do
        {
            if (++rounds > MostRounds)
            {
                // A variable that is bound to a member of itself would go ever deeper.
                Use([.. analysis._variables.Values.SelectMany(places => places)]);
            }

            analysis._changed = false;
            result = analysis.Visit(expression, inputs);
            if (whole)
            {
                Use(result);
            }
        }
        while (analysis._changed);
        return result;
    }

    private static void Use(Need[] places)
    {
        foreach (var place in places)
        {
            place.UseWhole();
        }
    }

    private static Need[] Union(Need[] a, Need[] b) => a.Length == 0 ? b : b.Length == 0 ? a : [.. a.Union(b)];

    private void Bind(string name, Need[] places)
    {
        if (!_variables.TryGetValue(name, out var known))
        {
            _variables[name] = known = [];
        }

        foreach (var place in places)
        {
            _changed |= known.Add(place);
        }
    }

    private Need[] Visit(Operation operation, Need[] input)
    {
        var places = VisitOwn(operation, input);
        foreach (var predicate in operation.Predicates)
        {
            Visit(predicate, places);
        }

        if (operation.Group is not null)
        {
            VisitGroup(operation.Group, places);
            return None;
        }

        return places;
    }

    private Need[] VisitOwn(Operation operation, Need[] input)
    {
        switch (operation)
        {
            case LiteralOperation or RegexOperation:
                return None;
            case NameOperation name:
                return [.. input.Select(place => place.Member(name.Name)).Distinct()];
            case VariableOperation { Name: "" }:
                return input;
            case VariableOperation variable:
                return Variable(variable.Name, input);
            case ParentOperation parent:
                return _variables.TryGetValue(parent.Label, out var known) ? [.. known] : None;
            case WildcardOperation or DescendantOperation:
                Use(input);
                return input;
            case PathOperation path:
                return VisitPath(path, input);
            case ConditionOperation condition:
                Visit(condition.Test, input);
                return Union(Visit(condition.Then, input), condition.Otherwise is null ? None : Visit(condition.Otherwise, input));
            case BlockOperation block:
                return block.Expressions.Aggregate(None, (_, part) => Visit(part, input));
            case BindOperation bind:
                var bound = Visit(bind.Value, input);
                Bind(bind.Name, bound);
                return bound;
            case ArrayOperation array:
                return array.Items.Aggregate(None, (all, item) => Union(all, Visit(item, input)));
            default:
                return VisitComputed(operation, input);
        }
    }

    private Need[] Variable(string name, Need[] input)
    {
        if (name == BoundNames.Any)
        {
            // An expression in text may look at anything.
            Use(input);
            _root.UseWhole();
            foreach (var places in _variables.Values)
            {
                Use([.. places]);
            }
        }

        return _variables.TryGetValue(name, out var known) ? [.. known] : None;
    }

    private Need[] VisitPath(PathOperation path, Need[] input)
    {
        var places = input;
        foreach (var step in path.Steps)
        {
            var before = places;
            foreach (var term in step.Order?.Terms ?? [])
            {
                Visit(term.Key, places);
            }

            places = step.Operation is null ? places : Visit(step.Operation, places);
            foreach (var stage in step.Stages)
            {
                _ = stage.Filter is null ? None : Visit(stage.Filter, places);
            }

            if (step.AncestorLabel is not null)
            {
                Bind(step.AncestorLabel, before);
            }

            if (step.Focus is not null)
            {
                Bind(step.Focus, places);
                places = before;
            }
        }

        if (path.PathGroup is not null)
        {
            VisitGroup(path.PathGroup, places);
            return None;
        }

        return places;
    }

    /// <summary>What comes under a key is put into a new object, from which it may go anywhere.</summary>
    private void VisitGroup(GroupClause group, Need[] input)
    {
        foreach (var (key, value) in group.Pairs)
        {
            Visit(key, input);
            Use(Visit(value, input));
        }
    }
}
