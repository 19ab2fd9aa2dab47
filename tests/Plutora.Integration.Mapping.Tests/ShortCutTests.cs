using CsCheck;
using Plutora.Integration.Mapping.Running;

namespace Plutora.Integration.Mapping.Tests;

/// <summary>What is told at a glance is what a whole look would have told.</summary>
public sealed class ShortCutTests
{
    private static readonly Gen<string> Instants = Gen.Select(
        Gen.Int[0, 10_010], Gen.Int[0, 13], Gen.Int[0, 32], Gen.Int[0, 25], Gen.Int[0, 61], Gen.Int[0, 61],
        OneOf("", ".5", ".50", ".1234567", ".12345678", ".", ".x"), OneOf("Z", "z", "", "+00:00", "+02:00"), OneOf("T", " "),
        (year, month, day, hour, minute, second, fraction, zone, mark) => $"{year:0000}-{month:00}-{day:00}{mark}{hour:00}:{minute:00}:{second:00}{fraction}{zone}");

    [Fact]
    public void An_instant_in_the_models_form_is_what_reading_and_writing_it_gives() => Instants.Sample(
        text =>
        {
            var isInForm = InstantText.TryParse(text, out var instant) && InstantText.Format(instant) == text;
            Assert.Equal(isInForm, InstantText.IsCanonical(text));
        },
        iter: 20_000);

    [Theory]
    [InlineData("2026-02-28T23:59:59.0000001Z", true)]
    [InlineData("2024-02-29T00:00:00Z", true)]
    [InlineData("2026-02-29T00:00:00Z", false)]
    [InlineData("2026-01-01T00:00:60Z", false)]
    [InlineData("2026-01-01T00:00:00.10Z", false)]
    [InlineData("2026-01-01T00:00:00", false)]
    [InlineData("2026-1-01T00:00:000Z", false)]
    [InlineData("", false)]
    public void An_instant_is_in_the_models_form_or_not(string text, bool expected) => Assert.Equal(expected, InstantText.IsCanonical(text));

    [Fact]
    public void No_issue_key_is_passed_over_where_a_text_is_not_searched() => Gen.Char["AZ9_0-1x 8"].Array[0, 14].Sample(
        text =>
        {
            // A key in front has every text searched.
            var alone = new string(text);
            Assert.Equal(IssueKeys.In("FRONT-1 " + alone), (string[])["FRONT-1", .. IssueKeys.In(alone)]);
        },
        iter: 20_000);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
