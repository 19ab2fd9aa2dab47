using System.Text;

namespace Plutora.Integration.EventLog.Tests;

public sealed class PartitionerTests
{
    // The vectors of Apache Kafka's own UtilsTest.testMurmur2.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void The_hash_is_that_of_Kafkas_Java_client(string key, int hash) => Assert.Equal(hash, Partitioner.Murmur2(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void A_negative_hash_loses_its_sign_bit_before_the_remainder() => Assert.Equal((-973932308 & 0x7fffffff) % 12, Partitioner.PartitionOf("21", 12));

    [Fact]
    public void A_long_key_is_hashed_whole() =>
        Assert.Equal((Partitioner.Murmur2(Encoding.UTF8.GetBytes(new string('ü', 5000) + "x")) & 0x7fffffff) % 1000, Partitioner.PartitionOf(new string('ü', 5000) + "x", 1000));
}
