namespace Plutora.Integration.EventLog.Tests;

public sealed class TopicFilterTests
{
    [Fact]
    public void A_prefix_matches_ordinally()
    {
        var raw = TopicFilter.Prefix("raw.");
        Assert.True(raw.Matches("raw.git.commit"));
        Assert.False(raw.Matches("rawer"));
        Assert.False(raw.Matches("Raw.git"));
        Assert.True(TopicFilter.Prefix("").Matches("anything"));
    }

    [Fact]
    public void A_list_matches_its_names_alone_and_needs_one()
    {
        Assert.True(TopicFilter.Exact("a", "b").Matches("b"));
        Assert.False(TopicFilter.Exact("a", "b").Matches("ab"));
        Assert.Throws<ArgumentException>(() => TopicFilter.Exact());
    }

    [Fact]
    public void Filters_of_the_same_topics_are_equal_in_any_order()
    {
        Assert.Equal(TopicFilter.Exact("a", "b"), TopicFilter.Exact("b", "a", "a"));
        Assert.NotEqual(TopicFilter.Exact("a"), TopicFilter.Prefix("a"));
    }
}
