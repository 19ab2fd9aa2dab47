using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Links;

/// <summary>How one entity relates to another, read from the first to the second.</summary>
[JsonConverter(typeof(OpenEnumConverter<LinkRelation>))]
public enum LinkRelation
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,
    /// <summary>Needs the other in order to work or to be done.</summary>
    DependsOn,
    /// <summary>Is the same thing in another tool.</summary>
    SameAs,
    /// <summary>Carries out what the other asks for.</summary>
    Implements,
    /// <summary>Runs on the other.</summary>
    RunsOn,
    /// <summary>Would not be without the other.</summary>
    CausedBy,
    /// <summary>Keeps the other from going on.</summary>
    Blocks,
    /// <summary>Has to do with the other, in no way told more closely.</summary>
    RelatesTo,
    /// <summary>Tells of the same as the other, which stands for both.</summary>
    Duplicates,
    /// <summary>Was copied from the other.</summary>
    ClonedFrom,
    /// <summary>Is what the other is a part of.</summary>
    ParentOf,
    /// <summary>Has the other in it.</summary>
    Contains,
    /// <summary>Belongs to the other.</summary>
    BelongsTo,
    /// <summary>Puts the other where it is used.</summary>
    Deploys,
    /// <summary>Makes the other of source.</summary>
    Builds,
    /// <summary>Produced the other.</summary>
    Produces,
    /// <summary>Runs the other in order to see whether it works.</summary>
    Tests,
    /// <summary>Shows that the other holds.</summary>
    Verifies,
    /// <summary>Mends the other.</summary>
    Fixes,
    /// <summary>Closes the other when it is done.</summary>
    Closes,
    /// <summary>Names the other in its text.</summary>
    Mentions,
    /// <summary>Judges the other.</summary>
    Reviews,
    /// <summary>Went out with the other.</summary>
    ReleasedIn,
    /// <summary>Takes back what the other did.</summary>
    Reverts,
    /// <summary>Comes in place of the other.</summary>
    Supersedes,
    /// <summary>Started the other.</summary>
    Triggers,
    /// <summary>Changed the other.</summary>
    Changes,
    /// <summary>Allows the other.</summary>
    Approves,
    /// <summary>Is looked after by the other.</summary>
    OwnedBy,
    /// <summary>Watches the other.</summary>
    Monitors,
}
