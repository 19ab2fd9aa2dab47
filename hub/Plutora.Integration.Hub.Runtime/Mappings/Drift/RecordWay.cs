using Plutora.Integration.Hub.Runtime.Records;

namespace Plutora.Integration.Hub.Runtime.Mappings.Drift;

/// <summary>
/// The way on which a record came. Tools write a record otherwise in a webhook than in a list, and otherwise again where it is asked for alone, so that each way has a form of its own: else the webhooks
/// of a stream would be missed while it is read, and what only they say would be new.
/// </summary>
internal enum RecordWay
{
    /// <summary>Read of the tool, page by page.</summary>
    Read,

    /// <summary>Sent by the tool or a caller.</summary>
    Sent,

    /// <summary>Fetched alone.</summary>
    Fetched,
}

/// <summary>Ways of origins, and how they stand in keys.</summary>
internal static class RecordWays
{
    // No id of a stream has it.
    private const char Mark = '~';

    /// <summary>The way of an origin.</summary>
    public static RecordWay Of(RecordOrigin origin) => origin switch
    {
        RecordOrigin.Webhook or RecordOrigin.Upload or RecordOrigin.Published => RecordWay.Sent,
        RecordOrigin.Fetch => RecordWay.Fetched,
        _ => RecordWay.Read,
    };

    /// <summary>A stream's id with the way on which its records came; the id alone for what is read, as before there were ways.</summary>
    public static string Key(string stream, RecordWay way) => way == RecordWay.Read ? stream : $"{stream}{Mark}{way}";

    /// <summary>The stream and the way of a key; null for one of a way that this hub does not know.</summary>
    public static (string Stream, RecordWay Way)? Parse(string key) =>
        key.Split(Mark) is not [var stream, var word] ? (key, RecordWay.Read) : Enum.TryParse<RecordWay>(word, out var way) ? (stream, way) : null;
}
