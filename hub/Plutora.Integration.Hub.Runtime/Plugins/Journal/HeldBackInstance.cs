using System.Globalization;

namespace Plutora.Integration.Hub.Runtime.Plugins.Journal;

/// <summary>An instance that had a call in flight when the hub ended uncleanly, with no such call completed since.</summary>
/// <param name="Instance">Id of the instance.</param>
/// <param name="Call">The call that was in flight.</param>
/// <param name="UncleanEnds">How often in a row.</param>
public sealed record HeldBackInstance(string Instance, string Call, int UncleanEnds)
{
    /// <summary>How long to wait after all others have started: 5 s, doubled by each further end.</summary>
    public TimeSpan Delay => CallJournal.FirstDelay * (1 << Math.Min(UncleanEnds - 1, CallJournal.EndsUntilStopped));

    /// <summary>True when it is not to be started at all until an administrator starts it.</summary>
    public bool Stopped => UncleanEnds >= CallJournal.EndsUntilStopped;

    /// <summary>One sentence for administrators.</summary>
    public string Reason => Stopped
        ? string.Create(CultureInfo.InvariantCulture, $"Instance '{Instance}' is stopped: the hub ended uncleanly {UncleanEnds} times in a row while its call '{Call}' was in flight; look at its connector, then start it again.")
        : string.Create(CultureInfo.InvariantCulture, $"Instance '{Instance}' starts last, after {Delay.TotalSeconds:0} s: the hub ended uncleanly while its call '{Call}' was in flight ({UncleanEnds} of {CallJournal.EndsUntilStopped} ends in a row until it stays stopped).");
}
