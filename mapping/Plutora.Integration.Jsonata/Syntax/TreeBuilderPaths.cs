namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>Paths: their steps, predicates, groups, order, focus and index variables.</summary>
internal sealed partial class TreeBuilder
{
    private Node Path(Node node)
    {
        var first = Process(node.Left!);
        var result = first.Type == NodeType.Path ? first : new Node(NodeType.Path, "", first.Position) { Steps = [first] };
        if (first.Type == NodeType.Parent)
        {
            result.Seeking = [first.Slot!];
        }

        var rest = Process(node.Right!);
        if (rest.Type == NodeType.Path)
        {
            result.Steps.AddRange(rest.Steps);
        }
        else
        {
            PredicatesToStages(rest);
            result.Steps.Add(rest);
        }

        foreach (var step in result.Steps)
        {
            step.Type = step.Type switch
            {
                NodeType.Number or NodeType.Value => throw Faults.At("S0213", step.Position, step.Text, step.Literal),
                NodeType.String => NodeType.Name,
                var type => type,
            };
            result.KeepSingletonArray |= step.KeepArray;
        }

        // An array made by the first or last step stays one value.
        foreach (var end in (Node[])[result.Steps[0], result.Steps[^1]])
        {
            end.ConstructsArray |= end.Is(NodeType.Unary, "[");
        }

        _ancestry.Resolve(result);
        return result;
    }

    private static void PredicatesToStages(Node step)
    {
        if (step.Predicates is not null)
        {
            step.Stages = step.Predicates;
            step.Predicates = null;
        }
    }

    private Node Predicate(Node node)
    {
        var result = Process(node.Left!);
        var step = LastStep(result);
        if (step.Group is not null)
        {
            throw Faults.At("S0209", node.Position);
        }

        var predicate = Process(node.Right!);
        if (predicate.Seeking is { } seeking)
        {
            foreach (var slot in seeking)
            {
                if (slot.Level == 1)
                {
                    _ancestry.Seek(step, slot);
                }
                else
                {
                    slot.Level--;
                }
            }

            Ancestry.Push(step, predicate);
        }

        (result.Type == NodeType.Path ? step.Stages ??= [] : step.Predicates ??= []).Add(new Stage(predicate, null));
        return result;
    }

    private Node Group(Node node)
    {
        var result = Process(node.Left!);
        if (result.Group is not null)
        {
            throw Faults.At("S0210", node.Position);
        }

        result.Group = new Node(NodeType.Unary, "{", node.Position)
        {
            Pairs = [.. node.Pairs.Select(pair => (Process(pair.Key), Process(pair.Value)))],
        };
        return result;
    }

    private Node OrderBy(Node node)
    {
        var left = Process(node.Left!);
        var result = left.Type == NodeType.Path ? left : new Node(NodeType.Path, "", left.Position) { Steps = [left] };
        var sort = new Node(NodeType.Sort, node.Text, node.Position);
        sort.Terms = [.. node.Terms.Select(term => term with { Key = Within(sort, term.Key) })];
        result.Steps.Add(sort);
        _ancestry.Resolve(result);
        return result;
    }

    private Node Focus(Node node)
    {
        var result = Process(node.Left!);
        var step = LastStep(result);
        if (step.Stages is not null || step.Predicates is not null)
        {
            throw Faults.At("S0215", node.Position);
        }

        if (step.Type == NodeType.Sort)
        {
            throw Faults.At("S0216", node.Position);
        }

        step.KeepArray |= node.KeepArray;
        step.Focus = node.Right!.Text;
        step.Tuple = true;
        return result;
    }

    private Node Index(Node node)
    {
        var result = Process(node.Left!);
        var step = LastStep(result);
        if (result.Type != NodeType.Path)
        {
            result = new Node(NodeType.Path, "", step.Position) { Steps = [step] };
            PredicatesToStages(step);
        }

        if (step.Stages is null)
        {
            step.Index = node.Right!.Text;
        }
        else
        {
            step.Stages.Add(new Stage(null, node.Right!.Text));
        }

        step.Tuple = true;
        return result;
    }

    private static Node LastStep(Node node) => node.Type == NodeType.Path ? node.Steps[^1] : node;
}
