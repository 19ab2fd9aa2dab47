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

    [Fact]
    public void What_is_not_verified_has_room_apart_and_whoever_has_been_there_longest_gives_way() =>
        Gen.Int[0, Most].List[1, 200].Sample(sizes =>
        {
            var intake = new Intake(Most);
            var inside = new List<(Intake.Place Place, long Bytes)>();
            foreach (var size in sizes)
            {
                // The newest is always let in, up to what it needs.
                var place = intake.Enter(verified: false);
                place.GrowTo(size);
                inside.Add((place, Math.Max(size, Intake.Least)));
                var gone = inside.TakeWhile(i => i.Place.GivesWay.IsCancellationRequested).Count();
                Assert.DoesNotContain(inside.Skip(gone), i => i.Place.GivesWay.IsCancellationRequested);
                Assert.Equal(inside.Skip(gone).Sum(i => i.Bytes), intake.UnverifiedBytes);
                Assert.True(intake.UnverifiedBytes <= Most);
                // No more than was needed gave way.
                if (gone > 0) Assert.True(intake.UnverifiedBytes + inside[gone - 1].Bytes > Most);
                foreach (var each in inside.Take(gone)) Assert.Throws<IntakeFullException>(() => each.Place.GrowTo(2 * Most));
                inside.RemoveRange(0, gone);
                Assert.Equal(0, intake.Bytes);
            }

            // Verified, it waits for the log with the others.
            inside[^1].Place.Verify();
            Assert.Equal(inside[^1].Bytes, intake.Bytes);
            Assert.Equal(inside.SkipLast(1).Sum(i => i.Bytes), intake.UnverifiedBytes);
            inside.ForEach(i => i.Place.Dispose());
            Assert.Equal((0, 0), (intake.Bytes, intake.UnverifiedBytes));
        });

    [Fact]
    public void What_is_verified_is_turned_away_when_there_is_no_room_before_the_log()
    {
        var intake = new Intake(Most);
        using var place = intake.Enter(verified: false);
        using var waiting = intake.Enter();
        waiting.GrowTo(Most);
        Assert.Throws<IntakeFullException>(place.Verify);
        Assert.Equal((Most, 0L), (intake.Bytes, intake.UnverifiedBytes));
    }

    [Fact]
    public void Where_there_is_no_room_before_the_log_nobody_is_let_in_whose_sender_is_still_to_be_known()
    {
        var intake = new Intake(Most);
        using var waiting = intake.Enter();
        waiting.GrowTo(Most);
        Assert.Throws<IntakeFullException>(() => intake.Enter(verified: false));
        Assert.Equal((Most, 0L), (intake.Bytes, intake.UnverifiedBytes));
        waiting.Dispose();
        using var place = intake.Enter(verified: false);
        Assert.Equal(Intake.Least, intake.UnverifiedBytes);
    }

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
