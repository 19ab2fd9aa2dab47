using Plutora.Integration.Jsonata;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Goes through a list, or through a value as the only one of its kind, and allocates nothing: most values of mappings are lone ones.</summary>
internal struct EachValue(JsonataValue value)
{
    private readonly int _count = value.Kind == JsonataKind.Array ? value.Count : 1;
    private int _at = -1;

    public readonly JsonataValue Current => value.Kind == JsonataKind.Array ? value[_at] : value;

    public readonly EachValue GetEnumerator() => this;

    public bool MoveNext()
    {
        while (++_at < _count)
        {
            if (!Values.IsNothing(Current))
            {
                return true;
            }
        }

        return false;
    }
}
