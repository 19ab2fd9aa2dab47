using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Projection;

/// <summary>Finds needed members by their names as they stand in JSON. Most names that come are none of them, and are told so by their ends and length.</summary>
internal sealed class NameTable
{
    private readonly NeededMember[] _members;
    private readonly byte[] _slots;
    private readonly int _mask;

    public NameTable(NeededMember[] members)
    {
        _members = members;
        if (members.Length > byte.MaxValue)
        {
            _slots = [];
            return;
        }

        var size = 8;
        while (size < members.Length * 4)
        {
            size *= 2;
        }

        (_slots, _mask) = (new byte[size], size - 1);
        for (var index = 0; index < members.Length; index++)
        {
            var slot = HashOf(members[index].Utf8Name) & _mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & _mask;
            }

            _slots[slot] = (byte)(index + 1);
        }
    }

    public NeededMember? Find(ReadOnlySpan<byte> name, bool isEscaped)
    {
        if (isEscaped || _slots.Length == 0)
        {
            var text = JsonStrings.Read(name);
            return Array.Find(_members, member => member.Name == text);
        }

        for (var slot = HashOf(name) & _mask; _slots[slot] is var index && index != 0; slot = (slot + 1) & _mask)
        {
            var member = _members[index - 1];
            if (name.SequenceEqual(member.Utf8Name))
            {
                return member;
            }
        }

        return null;
    }

    private static int HashOf(ReadOnlySpan<byte> name) =>
        name.Length == 0 ? 0 : (name.Length * 131) + (name[0] * 31) + (name[^1] * 17) + (name[name.Length / 2] * 7);
}
