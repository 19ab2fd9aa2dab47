using CsCheck;

namespace Plutora.Integration.Jsonata.Tests.Differential;

/// <summary>The same programs each time, others by <c>JSONATA_SEED</c>: CsCheck's own loop takes a seed for the first alone.</summary>
internal static class Seeded
{
    private const string Usual = "0N0XIzNsQ0O2";

    public static IEnumerable<T> Of<T>(Gen<T> gen, int count)
    {
        var random = PCG.Parse(Environment.GetEnvironmentVariable("JSONATA_SEED") ?? Usual);
        for (var made = 0; made < count; made++)
        {
            yield return gen.Generate(random, null, out _);
        }
    }
}
