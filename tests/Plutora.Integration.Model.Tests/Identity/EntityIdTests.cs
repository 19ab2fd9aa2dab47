using CsCheck;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Tests.Identity;

public sealed class EntityIdTests
{
    private static readonly Gen<string> Name =
        from head in Gen.Char['a', 'z'] from tail in Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['0', '9'], Gen.Const('-')), 0, 39] select head + tail;

    private static readonly Gen<string> Key = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 1, 30], Gen.String[Gen.Char['\u0000', '\uD7FF'], 1, 30], Gen.Const("😀/ü%2F"), Gen.Const("."), Gen.Const("..")).Where(key => key.Length > 0);

    [Fact]
    public void Every_id_reads_back_from_its_text() =>
        Gen.Select(Name, Name, Key).Sample((instance, entity, key) =>
        {
            var id = new EntityId(instance, entity, key);
            return EntityId.TryParse(id.ToString(), out var read) && read == id && id.ToString().All(char.IsAscii) && id.ToString().Count(c => c == '/') == 2;
        });

    [Fact]
    public void Ids_are_equal_when_their_texts_are_and_only_then() =>
        Gen.Select(Key, Key).Sample((one, two) =>
            new EntityId("a", "b", one) == new EntityId("a", "b", two) == (new EntityId("a", "b", one).ToString() == new EntityId("a", "b", two).ToString()));

    [Theory]
    [InlineData("github/pull-request/owner%2Frepo%237", "owner/repo#7")]
    [InlineData("github/pull-request/owner%2frepo%237", "owner/repo#7")]
    [InlineData("github/pull-request/%61bc", "abc")]
    public void Escapes_are_read_however_they_are_written_and_written_one_way(string text, string key)
    {
        var id = EntityId.Parse(text);
        Assert.Equal(key, id.Key);
        Assert.Equal(new EntityId("github", "pull-request", key).ToString(), id.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("github/pull-request")]
    [InlineData("github/pull-request/")]
    [InlineData("github//1")]
    [InlineData("GitHub/pull-request/1")]
    [InlineData("github/pull-request/a/b")]
    [InlineData("github/pull-request/a b")]
    [InlineData("github/pull-request/%")]
    [InlineData("github/pull-request/%2")]
    [InlineData("github/pull-request/%zz")]
    [InlineData("github/pull-request/%ff")]
    [InlineData("github/pull-request/ü")]
    public void What_is_no_id_is_refused(string text)
    {
        Assert.False(EntityId.TryParse(text, out _));
        Assert.Contains("<instance>/<entity>/<key>", Assert.Throws<FormatException>(() => EntityId.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Jira", "work-item", "1", "instance id")]
    [InlineData("jira", "WorkItem", "1", "entity name")]
    [InlineData("jira", "work-item", "", "is empty")]
    public void Parts_that_cannot_be_an_id_are_named(string instance, string entity, string key, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new EntityId(instance, entity, key)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_key_that_UTF8_cannot_carry_is_refused() =>
        Assert.Contains("surrogate", Assert.Throws<ArgumentException>(() => new EntityId("jira", "work-item", "a\uD800")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a", true)]
    [InlineData("jira-main-2", true)]
    [InlineData("a234567890123456789012345678901234567890", true)]
    [InlineData("a2345678901234567890123456789012345678901", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("1a", false)]
    [InlineData("-a", false)]
    [InlineData("a_b", false)]
    [InlineData("ä", false)]
    public void Names_that_never_change_keep_to_their_rule(string? name, bool valid) => Assert.Equal(valid, Names.IsValidId(name));
}
