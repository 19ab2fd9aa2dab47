using System.Text;
using System.Text.Json;
using CsCheck;
using Plutora.Integration.Hub.Runtime.Secrets;

namespace Plutora.Integration.Hub.Runtime.Tests.Secrets;

public sealed class SecretMaskTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char[' ', '~'], 0, 20];

    [Fact]
    public void No_form_in_which_a_secret_travels_gets_through_whatever_stands_around_it() =>
        Gen.Select(Gen.String[Gen.Char[' ', '~'], 8, 40], Text, Text).Sample((secret, before, after) =>
        {
            var mask = new SecretMask();
            mask.Add(secret);
            mask.Add(secret[..5]);
            string[] said =
            [
                before + secret + after,
                before + Uri.EscapeDataString(secret) + after,
                JsonSerializer.Serialize(new { message = before + secret + after }),
                "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(before + ":" + secret)),
            ];
            Assert.All(said, text => Assert.True(mask.Holds(text), text));
            Assert.All(said[..2], text => Assert.DoesNotContain(secret, mask.Of(text), StringComparison.Ordinal));
            Assert.DoesNotContain(secret, JsonElement.Parse(Encoding.UTF8.GetBytes(mask.Of(said[2]))).GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain(said[3], mask.Of(said[3]), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, Uri.UnescapeDataString(mask.Of(said[1])), StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    public void What_is_too_short_to_tell_from_words_is_left(string secret)
    {
        var mask = new SecretMask();
        mask.Add(secret);
        Assert.Equal("the abc of it", mask.Of("the abc of it"));
    }
}
