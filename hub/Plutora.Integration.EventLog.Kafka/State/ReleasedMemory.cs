using System.Runtime.InteropServices;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Gives back to the system what a work that comes once took: the managed heap, and what glibc keeps of librdkafka's and SQLite's for later.</summary>
internal static class ReleasedMemory
{
    private delegate int MallocTrim(nuint keep);

    public static void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "malloc_trim", out var trim))
            Marshal.GetDelegateForFunctionPointer<MallocTrim>(trim)(0);
    }
}
