using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Pairs in braces: an object of its own, or the items of a path grouped by key.</summary>
internal sealed class GroupClause((Operation Key, Operation Value)[] pairs, int position)
{
    private readonly string[]? _fixedNames = FixedNames(pairs);

    public (Operation Key, Operation Value)[] Pairs => pairs;

    public JsonataValue Evaluate(JsonataValue input, Frame frame, Run run)
    {
        var rows = input.Reference is ArrayValue { IsTupleStream: true };
        if (input.Reference is not ArrayValue items)
        {
            return Single(input, frame, run);
        }

        var groups = new ObjectValue();
        if (items.Count == 0 && !rows)
        {
            items = new ArrayValue(default(JsonataValue));
        }

        foreach (var item in items.Items)
        {
            for (var index = 0; index < pairs.Length; index++)
            {
                AddTo(groups, index, item, frame, run);
            }
        }

        var result = new ObjectValue(groups.Count);
        for (var at = 0; at < groups.Count; at++)
        {
            var group = (Entry)groups.Values[at].Reference!;
            var value = group.Value(pairs, frame, run);
            if (!value.IsUndefined)
            {
                result.Set(groups.Names[at], value);
            }
        }

        return new(result);
    }

    /// <summary>One item: no groups to gather. All keys come before the values, as in the reference.</summary>
    private JsonataValue Single(JsonataValue item, Frame frame, Run run)
    {
        if (_fixedNames is not null)
        {
            return Fixed(item, frame, run);
        }

        var keys = new string?[pairs.Length];
        for (var index = 0; index < pairs.Length; index++)
        {
            keys[index] = KeyOf(pairs[index].Key.Evaluate(item, frame, run));
            if (keys[index] is { } key && System.Array.IndexOf(keys, key, 0, index) >= 0)
            {
                throw Faults.At("D1009", position, null, JsonataValue.From(key));
            }
        }

        var result = new ObjectValue(pairs.Length);
        run.Make(pairs.Length);
        for (var index = 0; index < pairs.Length; index++)
        {
            if (keys[index] is { } key && pairs[index].Value.Evaluate(item, frame, run) is { IsUndefined: false } value)
            {
                result.Set(key, value);
            }
        }

        return new(result);
    }

    /// <summary>The usual case: all names are texts in the expression.</summary>
    private JsonataValue Fixed(JsonataValue item, Frame frame, Run run)
    {
        var result = new ObjectValue(pairs.Length);
        run.Make(pairs.Length);
        for (var index = 0; index < pairs.Length; index++)
        {
            if (pairs[index].Value.Evaluate(item, frame, run) is { IsUndefined: false } value)
            {
                result.Append(_fixedNames![index], value);
            }
        }

        return new(result);
    }

    /// <summary>The names where each is a text, none comes twice, and none has an order or a meaning of its own.</summary>
    private static string[]? FixedNames((Operation Key, Operation Value)[] pairs)
    {
        var names = pairs.Select(pair => pair.Key is LiteralOperation { Value: { IsString: true } name, Predicates.Length: 0, Group: null } ? name.AsString() : "").ToArray();
        return names.Distinct().Count() == names.Length && !names.Any(name => name is "" or "_jsonata_lambda" or "_jsonata_function" || ObjectValue.IsIndex(name)) ? names : null;
    }

    private void AddTo(ObjectValue groups, int index, JsonataValue item, Frame frame, Run run)
    {
        var row = item.Reference as TupleRow;
        var key = KeyOf(pairs[index].Key.Evaluate(row?.Context ?? item, row?.Bind(frame) ?? frame, run));
        if (key is null)
        {
            return;
        }

        if (groups.Get(key).Reference is not Entry entry)
        {
            groups.Set(key, new(entry = new Entry(index)));
        }
        else if (entry.Pair != index)
        {
            throw Faults.At("D1009", position, null, JsonataValue.From(key));
        }

        run.Make(1);
        entry.Add(item);
    }

    private string? KeyOf(JsonataValue key) => key.Reference switch
    {
        null => null,
        "_jsonata_lambda" or "_jsonata_function" => throw Faults.At("D1013", position, null, key),
        string text => text,
        _ => throw Faults.At("T1003", position, null, key),
    };

    /// <summary>The items of one key.</summary>
    private sealed class Entry(int pair)
    {
        private ArrayValue? _rows;
        private ArrayValue? _several;
        private JsonataValue _data;

        public int Pair => pair;

        public void Add(JsonataValue item)
        {
            if (item.Reference is TupleRow)
            {
                (_rows ??= new ArrayValue()).Add(item);
            }
            else if (_data.IsUndefined)
            {
                _data = item;
            }
            else if (!item.IsUndefined)
            {
                AddToSeveral(item);
            }
        }

        public JsonataValue Value((Operation Key, Operation Value)[] pairs, Frame frame, Run run)
        {
            if (_rows is null)
            {
                return pairs[pair].Value.Evaluate(_data, frame, run);
            }

            var row = TupleRow.Reduce(_rows.Items, run);
            return pairs[pair].Value.Evaluate(row.Context, row.Bind(frame), run);
        }

        private void AddToSeveral(JsonataValue item)
        {
            if (_several is null)
            {
                _several = new ArrayValue();
                Append(_data);
                _data = new(_several);
            }

            Append(item);
        }

        private void Append(JsonataValue item)
        {
            if (item.Reference is ArrayValue array)
            {
                _several!.AddRange(array.Items);
            }
            else
            {
                _several!.Add(item);
            }
        }
    }
}
