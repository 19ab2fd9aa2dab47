using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Plutora.Integration.Hub.Runtime.Records.Privacy;

/// <summary>The paths of an instance, ready to be followed through a record.</summary>
internal sealed class PrivacyRules
{
    private static readonly ConditionalWeakTable<PrivacySettings, PrivacyRules> Known = [];
    private readonly ImmutableArray<(PrivacyPath Path, bool Drop)> _paths;

    private PrivacyRules(ImmutableArray<(PrivacyPath Path, bool Drop)> paths) => _paths = paths;

    public static PrivacyRules None { get; } = new([]);

    public bool IsEmpty => _paths.Length == 0;

    public Place Start => new(this, [.. _paths.Select(p => p.Path.Start)]);

    /// <summary>The rules of valid settings.</summary>
    public static PrivacyRules Of(PrivacySettings? settings) => settings is null || settings.IsEmpty ? None : Known.GetValue(settings, Compile);

    /// <summary>Every fault of settings as one sentence.</summary>
    public static IEnumerable<string> Faults(PrivacySettings settings) =>
        from path in settings.Drop.Select(p => (Rule: "drop", Text: p)).Concat(settings.Hash.Select(p => (Rule: "hash", Text: p)))
        let fault = PrivacyPath.TryParse(path.Text, out _, out var said) ? null : said
        where fault is not null
        select $"Privacy rule '{path.Rule}': {fault}";

    private static PrivacyRules Compile(PrivacySettings settings) =>
        new([.. settings.Drop.Select(p => (Parse(p), true)), .. settings.Hash.Select(p => (Parse(p), false))]);

    private static PrivacyPath Parse(string text) => PrivacyPath.TryParse(text, out var path, out var fault) ? path : throw new ArgumentException(fault, nameof(text));

    /// <summary>Where in a record the paths have come to.</summary>
    internal readonly struct Place(PrivacyRules rules, ulong[] at)
    {
        public bool Drops => Ends(drop: true);

        public bool Hashes => Ends(drop: false);

        public Place Member(string name) => To((path, here) => path.ToMember(here, name));

        public Place Item() => To((path, here) => path.ToItem(here));

        private Place To(Func<PrivacyPath, ulong, ulong> step)
        {
            if (at.Length == 0)
            {
                return this;
            }

            var next = new ulong[at.Length];
            for (var i = 0; i < next.Length; i++)
            {
                next[i] = at[i] == 0 ? 0 : step(rules._paths[i].Path, at[i]);
            }

            return new(rules, next);
        }

        private bool Ends(bool drop)
        {
            for (var i = 0; i < at.Length; i++)
            {
                if (at[i] != 0 && rules._paths[i].Drop == drop && rules._paths[i].Path.IsEnd(at[i]))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
