namespace Plutora.Integration.Jsonata.Syntax;

/// <summary>Ties each parent operator <c>%</c> to the step whose context it names.</summary>
internal sealed class Ancestry
{
    private readonly List<Slot> _slots = [];

    /// <summary>A parent operator with a slot of its own.</summary>
    public Node Parent(int position)
    {
        var slot = new Slot($"!{_slots.Count}", _slots.Count);
        _slots.Add(slot);
        return new Node(NodeType.Parent, "%", position) { Slot = slot };
    }

    /// <summary>Passes the slots that still seek their step from a part to the whole.</summary>
    public static void Push(Node whole, Node part)
    {
        if (part.Seeking is null && part.Type != NodeType.Parent)
        {
            return;
        }

        var slots = part.Seeking ?? [];
        if (part.Type == NodeType.Parent)
        {
            slots.Add(part.Slot!);
        }

        if (whole.Seeking is null)
        {
            whole.Seeking = slots;
        }
        else if (ReferenceEquals(whole.Seeking, slots))
        {
            whole.Seeking.AddRange([.. slots]);
        }
        else
        {
            whole.Seeking.AddRange(slots);
        }
    }

    /// <summary>Seeks the steps for the slots of a path's last step.</summary>
    public void Resolve(Node path)
    {
        var last = path.Steps[^1];
        var slots = last.Seeking ?? [];
        if (last.Type == NodeType.Parent)
        {
            slots.Add(last.Slot!);
        }

        // The list may be the path's own, to which unresolved slots are added: those are not sought again.
        for (var at = 0; at < slots.Count; at++)
        {
            Resolve(path, slots[at]);
        }
    }

    private void Resolve(Node path, Slot slot)
    {
        var index = path.Steps.Count - 2;
        while (slot.Level > 0)
        {
            if (index < 0)
            {
                (path.Seeking ??= []).Add(slot);
                return;
            }

            var step = path.Steps[index--];
            while (index >= 0 && step.Focus is not null && path.Steps[index].Focus is not null)
            {
                step = path.Steps[index--];
            }

            slot = Seek(step, slot);
        }
    }

    /// <summary>Seeks the step within a node, from its end.</summary>
    public Slot Seek(Node node, Slot slot)
    {
        switch (node.Type)
        {
            case NodeType.Name or NodeType.Wildcard:
                if (--slot.Level == 0)
                {
                    if (node.Ancestor is { } known)
                    {
                        _slots[slot.Index].Label = known.Label;
                    }

                    node.Ancestor = slot;
                    node.Tuple = true;
                }

                return slot;
            case NodeType.Parent:
                slot.Level++;
                return slot;
            case NodeType.Block:
                if (node.Items.Count == 0)
                {
                    return slot;
                }

                node.Tuple = true;
                return Seek(node.Items[^1], slot);
            case NodeType.Path:
                node.Tuple = true;
                var index = node.Steps.Count - 1;
                slot = Seek(node.Steps[index--], slot);
                while (slot.Level > 0 && index >= 0)
                {
                    slot = Seek(node.Steps[index--], slot);
                }

                return slot;
            default:
                throw Faults.At("S0217", node.Position, NameOf(node.Type));
        }
    }

    /// <summary>The reference's name of a node's type.</summary>
    public static string NameOf(NodeType type)
    {
        var name = type.ToString();
        return string.Concat(char.ToLowerInvariant(name[0]).ToString(), name.AsSpan(1));
    }
}
