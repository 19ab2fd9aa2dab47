using System.Runtime.InteropServices;
using System.Text;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>
/// librdkafka's mock cluster of one broker, within this process: for machines without a broker. It has no read_committed, no offsets in transactions, no settings of topics, and 5 MB a partition.
/// </summary>
internal static partial class MockCluster
{
    private const string Library = "librdkafka";
    private const int Producer = 0;
    private static readonly string[] Builds = [Library, "centos8-librdkafka", "alpine-librdkafka"];
    private static readonly Lock Gate = new();
    private static nint cluster;

    /// <summary>Its address; it is started with the first call, and ends with the process.</summary>
    public static string Address
    {
        get
        {
            lock (Gate)
            {
                if (cluster == 0) cluster = Start();
                return Marshal.PtrToStringUTF8(Bootstraps(cluster))!;
            }
        }
    }

    /// <summary>Makes a topic.</summary>
    public static void Make(string topic, int partitions)
    {
        _ = Address;
        if (TopicCreate(cluster, topic, partitions, 1) is var error and not 0) throw new InvalidOperationException($"The mock cluster does not make topic '{topic}': error {error}.");
    }

    private static nint Start()
    {
        // The package brings several builds of one library; the first one that this machine can load is taken, as the client does.
        NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, (_, assembly, paths) =>
            Builds.Select(build => NativeLibrary.TryLoad(build, assembly, paths, out var loaded) ? loaded : 0).FirstOrDefault(loaded => loaded != 0));
        var reason = new byte[512];
        var client = New(Producer, 0, reason, reason.Length);
        if (client == 0) throw new InvalidOperationException($"librdkafka: {Encoding.UTF8.GetString(reason).TrimEnd('\0')}");
        return ClusterNew(client, 1);
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint conf, [Out] byte[] reason, nint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint ClusterNew(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int TopicCreate(nint cluster, string topic, int partitions, int replicas);
}
