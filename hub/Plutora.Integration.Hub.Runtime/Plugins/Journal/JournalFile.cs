using System.IO.MemoryMappedFiles;
using System.Text;

namespace Plutora.Integration.Hub.Runtime.Plugins.Journal;

/// <summary>
/// The journal's bytes: a header of 128 bytes (magic, format, running) and slots of 128 (in flight, ends, names). Mapped and shared, so
/// that a write is in the operating system's hands at once and survives the process, though not a loss of power, which ends no plugin.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    public const int Slots = 4096;

    private const int Format = 1;
    private const int SlotSize = 128;
    private const int Size = SlotSize * (Slots + 1);
    private const int InFlightAt = 0;
    private const int EndsAt = 4;
    private const int InstanceAt = 8;
    private const int InstanceSize = 48;
    private const int CallAt = InstanceAt + InstanceSize;
    private const int CallSize = SlotSize - CallAt;
    private static readonly byte[] Magic = "PLCALLS\n"u8.ToArray();

    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;

    private JournalFile(MemoryMappedFile map)
    {
        _map = map;
        _view = map.CreateViewAccessor(0, Size);
    }

    public bool IsClosed { get; private set; }

    public bool Running
    {
        get => _view.ReadInt32(12) == 1;
        set => _view.Write(12, value ? 1 : 0);
    }

    public static JournalFile Open(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        // Held open alone: two hubs on one home folder would each take the other's calls for crashes.
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Check(path, stream);
            return new(MemoryMappedFile.CreateFromFile(stream, null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public (string Instance, string Call)? Name(int slot)
    {
        var instance = Text(slot, InstanceAt, InstanceSize);
        return instance.Length == 0 ? null : (instance, Text(slot, CallAt, CallSize));
    }

    public void SetName(int slot, string instance, string call)
    {
        // The instance is written last: a slot counts as used only once it is whole.
        Put(slot, CallAt, CallSize, call);
        Put(slot, InstanceAt, InstanceSize, instance);
    }

    public int InFlight(int slot) => _view.ReadInt32(At(slot) + InFlightAt);

    public void SetInFlight(int slot, int value) => _view.Write(At(slot) + InFlightAt, value);

    public int Ends(int slot) => _view.ReadInt32(At(slot) + EndsAt);

    public void SetEnds(int slot, int value) => _view.Write(At(slot) + EndsAt, value);

    public void Clear(int slot) => _view.WriteArray(At(slot), new byte[SlotSize], 0, SlotSize);

    public void Dispose()
    {
        IsClosed = true;
        _view.Dispose();
        _map.Dispose();
    }

    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var bytes = new byte[Size];
        Magic.CopyTo(bytes, 0);
        bytes[8] = Format;
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static void Check(string path, FileStream stream)
    {
        Span<byte> header = stackalloc byte[12];
        var read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read < header.Length || !header[..8].SequenceEqual(Magic))
        {
            throw new InvalidDataException($"The call journal {path} is damaged: delete it; nothing is lost but which instances were held back.");
        }

        var format = BitConverter.ToInt32(header[8..]);
        if (format > Format)
        {
            throw new InvalidDataException($"The call journal {path} has format {format}, this hub knows {Format}: start the newer hub, or delete the file.");
        }

        if (stream.Length != Size)
        {
            throw new InvalidDataException($"The call journal {path} has {stream.Length} bytes instead of {Size}: delete it; nothing is lost but which instances were held back.");
        }
    }

    private static int At(int slot) => SlotSize * (slot + 1);

    private string Text(int slot, int at, int size)
    {
        var bytes = new byte[size];
        _view.ReadArray(At(slot) + at, bytes, 0, size);
        var end = Array.IndexOf(bytes, (byte)0);
        return Encoding.UTF8.GetString(bytes, 0, end < 0 ? size : end);
    }

    private void Put(int slot, int at, int size, string text)
    {
        var bytes = new byte[size];
        if (Encoding.UTF8.GetByteCount(text) > size || text.Length == 0)
        {
            throw new ArgumentException($"'{text}' must have 1 to {size} bytes.", nameof(text));
        }

        Encoding.UTF8.GetBytes(text, bytes);
        _view.WriteArray(At(slot) + at, bytes, 0, size);
    }
}
