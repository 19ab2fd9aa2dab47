using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Tests.Identity;

public sealed class PersonKeyTests
{
    private static readonly byte[] Secret = [1, 2, 3, 4];

    [Fact]
    public void The_key_is_the_HMAC_of_the_trimmed_lower_cased_address()
    {
        string expected = "hmac-" + Convert.ToHexStringLower(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes("ada@example.org")));
        Assert.Equal(expected, PersonKey.Of("  Ada@Example.ORG\t", Secret));
    }

    [Fact]
    public void What_is_hashed_is_recognised_and_not_hashed_again() =>
        Gen.String[1, 40].Where(text => !string.IsNullOrWhiteSpace(text)).Sample(email =>
        {
            string key = PersonKey.Of(email, Secret);
            return PersonKey.IsHashed(key) && PersonKey.Of(key, Secret) == key && PersonKey.Of(" " + key, [9]) == key;
        });

    [Fact]
    public void Another_secret_makes_another_key() => Assert.NotEqual(PersonKey.Of("a@b.c", Secret), PersonKey.Of("a@b.c", [1, 2, 3, 5]));

    [Theory]
    [InlineData("hmac-")]
    [InlineData("ada@example.org")]
    [InlineData("hmac-0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("hmac-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde")]
    [InlineData("hmac-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefa")]
    public void What_only_looks_like_a_key_is_none(string text) => Assert.False(PersonKey.IsHashed(text));

    [Fact]
    public void An_empty_address_or_secret_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PersonKey.Of("  ", Secret));
        Assert.Throws<ArgumentException>(() => PersonKey.Of("a@b.c", []));
    }
}
