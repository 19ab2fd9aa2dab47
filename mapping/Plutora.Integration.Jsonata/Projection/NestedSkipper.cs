using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Plutora.Integration.Jsonata.Projection;

/// <summary>
/// Finds the end of an object or array, 64 bytes at a time: a bit a byte tells where quotes, escapes and brackets are, what is between quotes is text,
/// and of the other brackets those that open and those that close are counted (as simdjson does in its first stage).
/// </summary>
internal static class NestedSkipper
{
    private const int Block = 64;
    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>How many bytes there are up to and with the bracket that closes what is open at the start; -1 where none does.</summary>
    /// <param name="json">What comes after the opening bracket.</param>
    /// <param name="maxDepth">Deeper nesting is refused with -2.</param>
    public static int Skip(ReadOnlySpan<byte> json, int maxDepth)
    {
        var state = new State { Depth = 1 };
        var at = 0;
        for (; at + Block <= json.Length; at += Block)
        {
            if (state.Next(ref Unsafe.Add(ref MemoryMarshal.GetReference(json), at)) is var end && end >= 0)
            {
                return at + end + 1;
            }

            if (state.Depth > maxDepth)
            {
                return -2;
            }
        }

        Span<byte> rest = stackalloc byte[Block];
        rest.Fill((byte)' ');
        json[at..].CopyTo(rest);
        return state.Next(ref MemoryMarshal.GetReference(rest)) is var last && last >= 0 ? at + last + 1 : -1;
    }

    /// <summary>What is known at the start of a block.</summary>
    private ref struct State
    {
        /// <summary>All bits where the block begins within a text.</summary>
        private ulong _inText;

        /// <summary>The lowest bit where the block's first byte is escaped.</summary>
        private ulong _escaped;

        public int Depth { get; set; }

        /// <summary>Goes over a block; the index of the bracket that closes all, or -1.</summary>
        public int Next(ref byte start)
        {
            var block = Vector512.LoadUnsafe(ref start);
            var quotes = Bits(block, (byte)'"');
            var backslashes = Bits(block, (byte)'\\');
            if ((backslashes | _escaped) != 0)
            {
                quotes &= ~Escaped(backslashes);
            }

            var text = PrefixXor(quotes) ^ _inText;
            _inText = (ulong)((long)text >> 63);

            // One bit tells braces from brackets, and those that open lie beside each other.
            var folded = block | Vector512.Create((byte)0x20);
            var opening = Bits(folded, (byte)'{') & ~text;
            var closing = Bits(folded, (byte)'}') & ~text;
            var closed = BitOperations.PopCount(closing);
            if (closed >= Depth)
            {
                return Close(opening, closing);
            }

            Depth += BitOperations.PopCount(opening) - closed;
            return -1;
        }

        private int Close(ulong opening, ulong closing)
        {
            for (var brackets = opening | closing; brackets != 0; brackets &= brackets - 1)
            {
                var bracket = brackets & (~brackets + 1);
                Depth += (opening & bracket) != 0 ? 1 : -1;
                if (Depth == 0)
                {
                    return BitOperations.TrailingZeroCount(bracket);
                }
            }

            return -1;
        }

        /// <summary>The bytes that a backslash before them escapes; of a row of backslashes every second one is escaped itself.</summary>
        private ulong Escaped(ulong backslashes)
        {
            backslashes &= ~_escaped;
            var follows = backslashes << 1 | _escaped;
            var oddStarts = backslashes & ~EvenBits & ~follows;
            var sum = oddStarts + backslashes;
            _escaped = sum < oddStarts ? 1UL : 0;
            return (EvenBits ^ sum << 1) & follows;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Bits(Vector512<byte> block, byte value)
        {
            var wanted = Vector512.Create(value);
            if (Vector512.IsHardwareAccelerated)
            {
                return Vector512.Equals(block, wanted).ExtractMostSignificantBits();
            }

            return Vector256.Equals(block.GetLower(), wanted.GetLower()).ExtractMostSignificantBits()
                | (ulong)Vector256.Equals(block.GetUpper(), wanted.GetUpper()).ExtractMostSignificantBits() << 32;
        }

        /// <summary>Each bit the parity of those up to it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong PrefixXor(ulong bits)
        {
            if (Pclmulqdq.IsSupported)
            {
                return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
            }

            bits ^= bits << 1;
            bits ^= bits << 2;
            bits ^= bits << 4;
            bits ^= bits << 8;
            bits ^= bits << 16;
            return bits ^ bits << 32;
        }
    }
}
