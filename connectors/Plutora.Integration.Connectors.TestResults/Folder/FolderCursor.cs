using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Folder;

/// <summary>
/// Remembers which files were read, each by a hash of path, size and time of change. What is deleted is forgotten; beyond a bound the
/// oldest are, and files as old as they then count as read.
/// </summary>
internal sealed class FolderCursor
{
    private const int Version = 1;
    private const int Bound = 20_000;
    private readonly HashSet<ulong> _read;
    private readonly long _floor;

    private FolderCursor(HashSet<ulong> read, long floor) => (_read, _floor) = (read, floor);

    public static FolderCursor Parse(Cursor? cursor)
    {
        if (cursor is null)
        {
            return new([], 0);
        }

        if (cursor.Version > Version)
        {
            throw ConnectorException.Configuration(
                $"The cursor was written by a newer version of the connector ({cursor.Version}). Install that again, or reset the cursor; files read again change nothing.");
        }

        var parts = cursor.Value.Split(':');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var floor))
        {
            throw ConnectorException.Configuration("The cursor cannot be read. Reset it; files read again change nothing.");
        }

        var bytes = Convert.FromBase64String(parts[1]);
        var read = new HashSet<ulong>(bytes.Length / 8);
        for (var at = 0; at + 8 <= bytes.Length; at += 8)
        {
            read.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)));
        }

        return new(read, floor);
    }

    public bool IsRead(WatchedFile file) => file.ChangedAt.UtcTicks <= _floor || _read.Contains(Mark(file));

    public void Add(WatchedFile file) => _read.Add(Mark(file));

    /// <summary>The cursor that holds for the files that are there.</summary>
    /// <param name="present">All files there are, the oldest first.</param>
    public Cursor Value(IReadOnlyList<WatchedFile> present)
    {
        var read = present.Where(f => f.ChangedAt.UtcTicks > _floor && _read.Contains(Mark(f))).ToList();
        var floor = _floor;
        if (read.Count > Bound)
        {
            // Files of that very moment that are not read yet must not count as read.
            floor = read[read.Count - Bound - 1].ChangedAt.UtcTicks;
            var unread = present.FirstOrDefault(f => !IsRead(f));
            floor = unread is null ? floor : Math.Max(_floor, Math.Min(floor, unread.ChangedAt.UtcTicks - 1));
            read.RemoveAll(f => f.ChangedAt.UtcTicks <= floor);
        }

        var bytes = new byte[read.Count * 8];
        var marks = read.Select(Mark).Order().ToList();
        for (var index = 0; index < marks.Count; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(index * 8), marks[index]);
        }

        return new(Version, $"{floor.ToString(CultureInfo.InvariantCulture)}:{Convert.ToBase64String(bytes)}");
    }

    private static ulong Mark(WatchedFile file) => BinaryPrimitives.ReadUInt64LittleEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Path}\0{file.Length}\0{file.ChangedAt.UtcTicks}"))));
}
