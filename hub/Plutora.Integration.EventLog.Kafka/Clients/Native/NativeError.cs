using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>Errors of librdkafka's C interface, as Confluent.Kafka throws them.</summary>
internal static unsafe class NativeError
{
    private const int MaxReason = 512;

    /// <summary>The error of a code; the one behind it, when it says that the client is done for.</summary>
    public static Error Of(nint client, int code)
    {
        if ((ErrorCode)code != ErrorCode.Local_Fatal) return new((ErrorCode)code);
        var reason = stackalloc byte[MaxReason];
        var behind = Librdkafka.FatalError(client, reason, MaxReason);
        return new((ErrorCode)behind, Text(reason), isFatal: true);
    }

    /// <summary>Throws unless the code is none.</summary>
    public static void Check(nint client, int code)
    {
        if (code != 0) throw new KafkaException(Of(client, code));
    }

    /// <summary>Throws what a call returned, and frees it; nothing when it returned none.</summary>
    /// <exception cref="KafkaTxnRequiresAbortException">The transaction is to be aborted.</exception>
    /// <exception cref="KafkaRetriableException">The same call may be made again.</exception>
    /// <exception cref="KafkaException">Any other.</exception>
    public static void Throw(nint client, nint returned)
    {
        if (returned == 0) return;
        bool retriable, abort;
        Error error;
        try
        {
            error = new((ErrorCode)Librdkafka.ErrorCode(returned), Text(Librdkafka.ErrorText(returned)), Librdkafka.ErrorIsFatal(returned) != 0);
            (retriable, abort) = (Librdkafka.ErrorIsRetriable(returned) != 0, Librdkafka.ErrorRequiresAbort(returned) != 0);
        }
        finally
        {
            Librdkafka.ErrorDestroy(returned);
        }

        if (error.Code == ErrorCode.Local_Fatal) error = Of(client, (int)error.Code);
        throw abort ? new KafkaTxnRequiresAbortException(error) : retriable ? new KafkaRetriableException(error) : new KafkaException(error);
    }

    /// <summary>The text of bytes that a NUL ends.</summary>
    public static string Text(byte* ended) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(ended));
}
