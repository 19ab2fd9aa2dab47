using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>A client of librdkafka.</summary>
internal sealed unsafe class NativeClient : IDisposable
{
    private const int MaxReason = 512;

    private readonly ClientTalk talk;
    private readonly object owner;
    private GCHandle self;

    /// <summary>Makes it.</summary>
    /// <param name="type"><see cref="Librdkafka.Producer"/> or <see cref="Librdkafka.Consumer"/>.</param>
    /// <param name="settings">Properties of librdkafka.</param>
    /// <param name="talk">Told what the client says.</param>
    /// <param name="owner">Who its calls back are for: see <see cref="OwnerOf{T}"/>.</param>
    /// <param name="callbacks">Sets what it calls back.</param>
    /// <exception cref="InvalidOperationException">The client does not take its settings.</exception>
    public NativeClient(int type, IEnumerable<KeyValuePair<string, string>> settings, ClientTalk talk, object owner, Action<nint>? callbacks = null)
    {
        (this.talk, this.owner) = (talk, owner);
        self = GCHandle.Alloc(this);
        try
        {
            Handle = Make(type, settings, callbacks, GCHandle.ToIntPtr(self));
        }
        catch
        {
            self.Free();
            throw;
        }
    }

    /// <summary>Makes one that reads, all of whose calls back come from its reading.</summary>
    /// <inheritdoc cref="NativeClient(int, IEnumerable{KeyValuePair{string, string}}, ClientTalk, object, Action{nint}?)"/>
    public static NativeClient Consumer(IEnumerable<KeyValuePair<string, string>> settings, ClientTalk talk, object owner, Action<nint>? callbacks = null)
    {
        var client = new NativeClient(Librdkafka.Consumer, settings, talk, owner, callbacks);
        try
        {
            NativeError.Check(client.Handle, Librdkafka.PollSetConsumer(client.Handle));
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public nint Handle { get; private set; }

    /// <summary>Reads these partitions from now on, each from an offset on, and no others.</summary>
    public void Assign(IReadOnlyCollection<(KafkaPartition Partition, long From)> partitions) =>
        NativeError.Check(Handle, NativePartitions.With([.. partitions.Select(each => (each.Partition.Topic, each.Partition.Partition.Value, each.From))], list => Librdkafka.Assign(Handle, list)));

    /// <summary>The owner of the client whose call back was given this.</summary>
    public static T? OwnerOf<T>(nint opaque)
        where T : class => opaque == 0 ? null : (GCHandle.FromIntPtr(opaque).Target as NativeClient)?.owner as T;

    public void Dispose()
    {
        if (Handle == 0) return;
        // A member of a group leaves it before.
        Librdkafka.Destroy(Handle, Librdkafka.NoClose);
        Handle = 0;
        self.Free();
    }

    private static nint Make(int type, IEnumerable<KeyValuePair<string, string>> settings, Action<nint>? callbacks, nint opaque)
    {
        var conf = Librdkafka.ConfNew();
        var reason = stackalloc byte[MaxReason];
        reason[0] = 0;
        foreach (var (name, value) in settings)
        {
            if (Librdkafka.ConfSet(conf, name, value, reason, MaxReason) == 0) continue;
            Librdkafka.ConfDestroy(conf);
            throw new InvalidOperationException(NativeError.Text(reason));
        }

        Librdkafka.ConfSetOpaque(conf, opaque);
        // No callback of errors: it would let them wait, in any number, for a client that nobody polls. Without one they are lines of its log.
        Librdkafka.ConfSetLog(conf, &Say);
        callbacks?.Invoke(conf);
        var made = Librdkafka.New(type, conf, reason, MaxReason);
        if (made != 0) return made;
        Librdkafka.ConfDestroy(conf);
        throw new InvalidOperationException(NativeError.Text(reason));
    }

    [UnmanagedCallersOnly]
    private static void Say(nint client, int level, byte* facility, byte* text)
    {
        try
        {
            if (client != 0 && Librdkafka.Opaque(client) is var opaque and not 0 && GCHandle.FromIntPtr(opaque).Target is NativeClient said)
                said.talk.Write(new LogMessage("", (SyslogLevel)level, NativeError.Text(facility), NativeError.Text(text)));
        }
        catch (Exception)
        {
            // A log that fails ends no reading or writing, and what is thrown into librdkafka would end the process.
        }
    }
}
