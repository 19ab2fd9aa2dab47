using CsCheck;
using Plutora.Integration.Hub.Runtime.Receive;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>What is sent to the hub has room up to a limit.</summary>
public sealed class IntakeTests
{
    private const int Most = 1_048_576;

    [Fact]
    public void No_more_is_held_than_the_limit_but_for_one_alone_and_all_is_given_back() =>
        Gen.Int[0, 2 * Most].List[1, 60].Sample(sizes =>
        {
            var intake = new Intake(Most);
            var inside = new List<(Intake.Place Place, long Bytes)>();
            foreach (var size in sizes)
            {
                var before = intake.Bytes;
                var counted = Math.Max(size, Intake.Least);
                if (TryEnter(intake, size) is { } place) inside.Add((place, counted));
                else Assert.True(before > 0 && before + counted > Most, $"{size} bytes were turned away beside {before}.");
                Assert.Equal(inside.Sum(i => i.Bytes), intake.Bytes);
                Assert.True(intake.Bytes <= Most || inside.Count == 1);
                if (size % 3 == 0 && inside.Count > 0)
                {
                    inside[0].Place.Dispose();
                    inside[0].Place.Dispose();
                    inside.RemoveAt(0);
                }
            }

            inside.ForEach(i => i.Place.Dispose());
            Assert.Equal(0, intake.Bytes);
        });

    private static Intake.Place? TryEnter(Intake intake, int size)
    {
        Intake.Place? place = null;
        try
        {
            place = intake.Enter();
            place.GrowTo(size / 2);
            place.GrowTo(size);
            return place;
        }
        catch (IntakeFullException full)
        {
            Assert.Contains("limits.waitingBytes", full.Message, StringComparison.Ordinal);
            place?.Dispose();
            return null;
        }
    }
}
