using System.Text.Json;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Mappings.Drift;

/// <summary>The paths that the records of one stream have that came on one way. Its memory is bounded: 2,000 paths, 8 levels, 100 names in one object, beyond which its names are data.</summary>
internal sealed class StreamPaths
{
    /// <summary>So many records are looked at before a path counts as new, and so many must lack one before it counts as vanished.</summary>
    public const int Learning = 200;

    private const int MostPaths = 2_000, MostLevels = 8, MostNames = 100, OneOf = 32;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SeenPath> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Parent, string Name), string> _texts = [];
    private long _seen, _looked, _learnedAt = Learning;
    private DateTimeOffset? _accepted;
    private bool _changed;

    /// <summary>Nothing is learned yet.</summary>
    /// <param name="accepted">The last acceptance of the stream's form, from before any of these records.</param>
    public StreamPaths(DateTimeOffset? accepted) => _accepted = accepted;

    /// <summary>What was learned before.</summary>
    public StreamPaths(StoredPaths stored)
    {
        (_seen, _looked, _learnedAt, _accepted) = (stored.Seen, stored.Looked, stored.LearnedAt, stored.Accepted);
        _open.UnionWith(stored.Open);
        foreach (var (path, seen) in stored.Paths)
        {
            _paths[path] = seen;
            _names[ParentOf(path)] = _names.GetValueOrDefault(ParentOf(path)) + 1;
        }
    }

    /// <summary>Looks at a record, or leaves it out where enough are looked at.</summary>
    public void See(ReadOnlyMemory<byte> json, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_seen++ >= Learning * 2 && _seen % OneOf != 0)
            {
                return;
            }

            _looked++;
            _changed = true;
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
            See(document.RootElement, "", 0, at);
        }
    }

    /// <summary>What this hub makes of each path.</summary>
    public JudgedPaths Judge()
    {
        lock (_lock)
        {
            return new(_looked, [.. _open], [.. _paths.Select(p => new JudgedPath(p.Key, p.Value, p.Value.First > _learnedAt, IsVanished(p.Value)))]);
        }
    }

    /// <summary>Takes the form of the stream as it is now for the one it has: what is new is known, what vanished is forgotten. Once for each acceptance.</summary>
    public void Accept(DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_accepted == at)
            {
                return;
            }

            foreach (var gone in _paths.Where(p => IsVanished(p.Value)).Select(p => p.Key).ToList())
            {
                Forget(gone);
            }

            (_learnedAt, _accepted, _changed) = (Math.Max(_looked, Learning), at, true);
        }
    }

    /// <summary>What to keep; null where nothing changed since the last time.</summary>
    public StoredPaths? TakeChanges()
    {
        lock (_lock)
        {
            if (!_changed)
            {
                return null;
            }

            _changed = false;
            return new(_seen, _looked, _learnedAt, [.. _open], new Dictionary<string, SeenPath>(_paths), _accepted);
        }
    }

    /// <summary>What was taken to be kept was not kept.</summary>
    public void KeepLater()
    {
        lock (_lock)
        {
            _changed = true;
        }
    }

    /// <summary>What holds a path; empty for the record itself.</summary>
    public static string ParentOf(string path)
    {
        // A name in backticks may hold dots of its own.
        var end = path.EndsWith('`') ? path.LastIndexOf('`', path.Length - 2) - 1 : path.LastIndexOf('.');
        return end < 0 ? "" : path[..end];
    }

    // One that was in every tenth record is gone once it was missing twenty times as long as usual.
    private bool IsVanished(SeenPath path) => path.Count > 2 && _looked - path.Last >= Math.Max(Learning, 20 * (path.Last - path.First + 1) / path.Count);

    private void See(JsonElement value, string path, int level, DateTimeOffset at)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                See(item, path, level, at);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object && level < MostLevels && !_open.Contains(path))
        {
            foreach (var member in value.EnumerateObject())
            {
                var inner = Inner(path, member.Name);
                if (Note(inner, path, at))
                {
                    See(member.Value, inner, level + 1, at);
                }
                else if (_open.Contains(path))
                {
                    return;
                }
            }
        }
    }

    // Each record has the same paths, whose texts are put together once as far as they are kept.
    private string Inner(string parent, string name)
    {
        if (!_texts.TryGetValue((parent, name), out var text))
        {
            text = parent.Length == 0 ? RecordShape.Text([name]) : $"{parent}.{RecordShape.Text([name])}";
            if (_texts.Count < MostPaths)
            {
                _texts[(parent, name)] = text;
            }
        }

        return text;
    }

    private bool Note(string path, string parent, DateTimeOffset at)
    {
        if (_paths.TryGetValue(path, out var known))
        {
            // Items of one list are one record.
            _paths[path] = known.Last == _looked ? known : known with { Count = known.Count + 1, Last = _looked, LastAt = at };
            return true;
        }

        if (_names.GetValueOrDefault(parent) >= MostNames)
        {
            _open.Add(parent);
            foreach (var below in _paths.Keys.Where(p => parent.Length == 0 || p.StartsWith(parent + '.', StringComparison.Ordinal)).ToList())
            {
                Forget(below);
            }

            return false;
        }

        if (_paths.Count >= MostPaths)
        {
            return false;
        }

        _paths[path] = new(1, _looked, _looked, at, at);
        _names[parent] = _names.GetValueOrDefault(parent) + 1;
        return true;
    }

    private void Forget(string path)
    {
        if (_paths.Remove(path))
        {
            _names[ParentOf(path)] = _names.GetValueOrDefault(ParentOf(path)) - 1;
        }
    }
}
