using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Sdk.Tests.Options;

public sealed class OptionsBinderTests
{
    [Fact]
    public void What_is_valid_binds_with_defaults_kept()
    {
        var binding = Bind("""{"url":"https://tool.example","flavour":"cloud-hosted","others":[{"user":"x","token":"env:X"}]}""");

        Assert.Empty(binding.Faults);
        Assert.Equal("https://tool.example", binding.Value!.Url);
        Assert.Equal(50, binding.Value.PageSize);
        Assert.Equal("x", Assert.Single(binding.Value.Others).User);
    }

    [Fact]
    public void Every_fault_is_reported_at_once_with_its_path()
    {
        var binding = Bind("""{"url":"not an address","pageSize":1000,"flavour":"vanilla","projects":[],"prefix":"a1","account":{"user":"u"},"surplus":1}""");

        Assert.Equal(
            ["account.token", "flavour", "pageSize", "prefix", "projects", "surplus", "url"],
            binding.Faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{}""", "Option 'url': is required.")]
    [InlineData("""{"url":"https://a.example","pageSize":"ten"}""", "Option 'pageSize': expected a whole number, found a text.")]
    [InlineData("""{"url":"https://a.example","pageSize":0}""", "Option 'pageSize': must lie between 1 and 100.")]
    [InlineData("""{"url":"https://a.example","flavour":"vanilla"}""", "Option 'flavour': expected one of cloud-hosted, server, found a text.")]
    [InlineData("""{"url":"https://a.example","flavour":1}""", "Option 'flavour': expected one of cloud-hosted, server, found a number.")]
    [InlineData("""{"url":"https://a.example","account":"me"}""", "Option 'account': expected an object, found a text.")]
    [InlineData("""{"url":"https://a.example","projects":"one"}""", "Option 'projects': expected a list, found a text.")]
    public void A_fault_says_what_was_expected_and_what_was_found(string json, string sentence) =>
        Assert.Equal(sentence, Assert.Single(Bind(json).Faults).ToString());

    [Fact]
    public void A_fault_never_repeats_a_secret_put_in_the_wrong_shape()
    {
        var binding = Bind("""{"url":"https://a.example","webhookSecret":{"value":"hunter2"},"pageSize":"hunter2"}""");

        Assert.Equal(2, binding.Faults.Count);
        Assert.All(binding.Faults, f => Assert.DoesNotContain("hunter2", f.ToString(), StringComparison.Ordinal));
    }

    private static OptionsBinding<SampleOptions> Bind(string json) => OptionsBinder.Bind<SampleOptions>(JsonNode.Parse(json)!.AsObject());
}
